import { ExitCode } from './benchmark-error.ts';

/** The most serious first: what stopped a run says more than what it would have found. */
const PRECEDENCE: readonly ExitCode[] = [
  ExitCode.interrupted,
  ExitCode.terminated,
  ExitCode.usage,
  ExitCode.fault,
  ExitCode.invalidMeasurement,
  ExitCode.promiseBroken,
  ExitCode.done,
];

/**
 * The exit code of a process for which several apply: 130 and 143 over 2 over 1 over 4 over 3 over 0.
 *
 * A broken promise in an INVALID measurement: 4, as nobody knows whether it was broken. Nothing at all: 0.
 */
export function mostSeriousExitCode(codes: readonly (ExitCode | undefined)[]): ExitCode {
  return PRECEDENCE.find((code) => codes.includes(code)) ?? ExitCode.done;
}
