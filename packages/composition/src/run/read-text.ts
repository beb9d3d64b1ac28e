import { readFile } from 'node:fs/promises';
import { type BenchmarkError, usageError } from '@sagellm/bench-protocol';

/** The text of a file; one that is missing gets the error that its caller has for that. */
export async function readText(path: string, missing: (path: string) => BenchmarkError): Promise<string> {
  return readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw cause.code === 'ENOENT'
      ? missing(path)
      : usageError(`${path}: cannot be read (${cause.message})`, undefined, cause);
  });
}
