import { BenchmarkError, faultError } from '@sagellm/bench-protocol';
import type { ChildMessage } from './messages.ts';

type FailedMessage = Extract<ChildMessage, { type: 'failed' }>;

/** An error as data, so that the parent can throw it as if it were its own. */
export function failureMessage(error: unknown): FailedMessage {
  const { message, remedy, exitCode } = asBenchmarkError(error);
  return { type: 'failed', message, exitCode, ...(remedy ? { remedy } : {}) };
}

export function errorOf(message: FailedMessage): BenchmarkError {
  return new BenchmarkError(message.message, {
    exitCode: message.exitCode,
    ...(message.remedy ? { remedy: message.remedy } : {}),
  });
}

function asBenchmarkError(error: unknown): BenchmarkError {
  if (error instanceof BenchmarkError) return error;
  return faultError(`the engine did not start: ${error instanceof Error ? error.message : String(error)}`);
}
