/** Process exit codes, as `docs/USAGE.md` states them. */
export const ExitCode = {
  done: 0,
  fault: 1,
  usage: 2,
  promiseBroken: 3,
  invalidMeasurement: 4,
  interrupted: 130,
  terminated: 143,
} as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/**
 * A fault that a person can mend: a wrong flag, a broken file, a dead server.
 *
 * `message` is one sentence that names the flag, file or URL; `remedy` says what to do. Outcomes of requests are data
 * (`RequestRecord`), never thrown.
 */
export class BenchmarkError extends Error {
  readonly exitCode: ExitCode;
  readonly remedy: string | undefined;

  constructor(message: string, options: { exitCode: ExitCode; remedy?: string; cause?: unknown }) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'BenchmarkError';
    this.exitCode = options.exitCode;
    this.remedy = options.remedy;
  }
}

/** A wrong flag, file or value: exit code 2. */
export function usageError(message: string, remedy?: string, cause?: unknown): BenchmarkError {
  return new BenchmarkError(message, { exitCode: ExitCode.usage, ...(remedy ? { remedy } : {}), cause });
}

/** Something outside does not work (dead server, full disk): exit code 1. */
export function faultError(message: string, remedy?: string, cause?: unknown): BenchmarkError {
  return new BenchmarkError(message, { exitCode: ExitCode.fault, ...(remedy ? { remedy } : {}), cause });
}
