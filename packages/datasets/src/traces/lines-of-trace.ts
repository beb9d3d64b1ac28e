import { open } from 'node:fs/promises';
import { usageError } from '@sagellm/bench-protocol';
import type { FileElement } from '../files/file-element.ts';
import { createLineSplitter } from '../files/split-lines.ts';
import { CSV_HEAD } from './read-trace-csv.ts';

const CHUNK = 2 ** 20;

/** One buffer for all pieces: each is used up before the next is read. A byte-order mark is blanked. */
export async function* linesOf(
  path: string,
  where: string,
  seen: (chunk: Buffer) => void,
  signal?: AbortSignal,
): AsyncIterable<FileElement> {
  const handle = await open(path).catch((cause: NodeJS.ErrnoException) => {
    throw usageError(
      `${where}: ${cause.code === 'ENOENT' ? 'there is no such file' : `cannot be read (${cause.code})`}`,
      'name a file that holds a recorded load',
    );
  });
  try {
    if ((await handle.stat()).isDirectory()) throw usageError(`${where}: is a folder`, 'name a file in it');
    const splitter = createLineSplitter(where);
    const buffer = Buffer.alloc(CHUNK);
    for (let position = 0; ; ) {
      signal?.throwIfAborted();
      const { bytesRead } = await handle.read(buffer, 0, CHUNK, position);
      if (bytesRead === 0) break;
      const chunk = buffer.subarray(0, bytesRead);
      seen(chunk);
      if (position === 0) checkBeginning(chunk, where);
      yield* splitter.push(chunk);
      position += bytesRead;
    }
    yield* splitter.end();
  } finally {
    await handle.close();
  }
}

function checkBeginning(chunk: Buffer, where: string): void {
  if (chunk.includes(0)) throw usageError(`${where}: is not text`, `JSON lines or ${CSV_HEAD} are read`);
  if (chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf) chunk.fill(' ', 0, 3);
}
