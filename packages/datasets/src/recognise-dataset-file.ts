import { open } from 'node:fs/promises';
import { usageError } from '@sagellm/bench-protocol';

const LOOKED_AT = 2 ** 16;

/**
 * Which dataset a file belongs to, from how it begins: `"conversations"` is ShareGPT's word, other objects are requests.
 * So that `--dataset FILE` alone will do.
 *
 * @throws BenchmarkError (usage) when it cannot be read.
 */
export async function recogniseDatasetFile(path: string): Promise<'sharegpt' | 'jsonl'> {
  try {
    await using handle = await open(path);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(LOOKED_AT), 0, LOOKED_AT, 0);
    return buffer.subarray(0, bytesRead).includes('"conversations"') ? 'sharegpt' : 'jsonl';
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw usageError(
      `--dataset ${path}: ${code === 'ENOENT' ? 'no such file' : `cannot be read (${code})`}`,
      'name a dataset or a file; `bench datasets list` shows the names',
      cause,
    );
  }
}
