import { ExitCode } from './benchmark-error.ts';
import type { Verdict } from './verdict.ts';

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

/**
 * 4 where the measurement is INVALID, and was not accepted when it was run (`--accept-invalid`) nor is now. Reports of
 * versions that had no verdict are not INVALID.
 */
export function verdictExitCode(
  verdict: Pick<Verdict, 'state' | 'accepted'> | undefined,
  { acceptInvalid = false } = {},
): 0 | 4 {
  if (verdict?.state !== 'INVALID') return ExitCode.done;
  return acceptInvalid || verdict.accepted ? ExitCode.done : ExitCode.invalidMeasurement;
}
