import { type BenchmarkError, faultError } from '@sagellm/bench-protocol';
import { nameSocketFailure } from './name-socket-failure.ts';

export function unreachableError(origin: string, error: Error, connections: number): BenchmarkError {
  const { message } = nameSocketFailure(error, 'connecting');
  return faultError(
    `${origin}: could not open ${connections} connections (${message})`,
    'is the server running, and does the open-file limit (ulimit -n) allow so many?',
    error,
  );
}
