import { type BenchmarkReport, ExitCode } from '@sagellm/bench-protocol';

/**
 * The exit code that a judged run deserves: 1 when no request completed, else 3 when a promise is broken or could not be
 * measured, else 0. An interrupt (130, 143) and wrong usage (2) rank above and are the caller's to know.
 *
 * 5 of 10 answers cut: error rate 0.5 breaks `max_error_rate`, exit 3. All ten cut: 1.
 */
export function exitCodeFor(report: BenchmarkReport): ExitCode {
  if (report.overall.successful_requests === 0) return ExitCode.fault;
  if (report.gates.some((gate) => gate.status !== 'kept')) return ExitCode.promiseBroken;
  return ExitCode.done;
}
