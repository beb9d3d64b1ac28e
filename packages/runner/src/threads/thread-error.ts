import { BenchmarkError } from '@sagellm/bench-protocol';
import type { ThreadError } from './messages.ts';

export function toThreadError(error: unknown): ThreadError {
  if (error instanceof BenchmarkError) {
    const { message, exitCode, remedy } = error;
    return { message, benchmark: { exitCode, ...(remedy ? { remedy } : {}) } };
  }
  if (error instanceof Error) return { message: error.message, ...(error.stack ? { stack: error.stack } : {}) };
  return { message: String(error) };
}

/** The error that was thrown in a thread: one that a person can mend stays one. */
export function fromThreadError({ message, stack, benchmark }: ThreadError): Error {
  if (benchmark) return new BenchmarkError(message, benchmark);
  const error = new Error(message);
  if (stack) error.stack = stack;
  return error;
}
