import { type BenchmarkReport, ExitCode, mostSeriousExitCode, verdictExitCode } from '@sagellm/bench-protocol';

/**
 * The exit code that a judged run deserves: 1 when no request completed, else 4 when its measurement is INVALID and
 * nobody accepted that, else 3 when a promise is broken or could not be measured, else 0. An interrupt (130, 143) and
 * wrong usage (2) rank above and are the caller's to know.
 *
 * 5 of 10 answers cut: error rate 0.5 breaks `max_error_rate`, exit 3. All ten cut: 1.
 */
export function exitCodeFor(report: BenchmarkReport, options: { acceptInvalid?: boolean } = {}): ExitCode {
  return mostSeriousExitCode([
    report.overall.successful_requests === 0 ? ExitCode.fault : undefined,
    verdictExitCode(report.verdict, options),
    report.gates.some((gate) => gate.status !== 'kept') ? ExitCode.promiseBroken : undefined,
  ]);
}
