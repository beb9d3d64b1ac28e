import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { basename } from 'node:path';
import { usageError } from '@sagellm/bench-protocol';
import type { Splitter } from './element-parts.ts';
import type { FileElement } from './file-element.ts';
import { createArraySplitter } from './split-json-array.ts';
import { createLineSplitter } from './split-lines.ts';

const CHUNK = 2 ** 20;
const REMEDY = 'name a file with prompts in it';

/** A file of JSON values, a list or one a line, that is read in pieces. */
export type DatasetFile = AsyncDisposable & {
  name: string;
  /** Flag and path, as errors begin. */
  where: string;
  /** Its values in order. */
  elements(signal?: AbortSignal): AsyncIterable<FileElement>;
  /** Bytes of a value that was seen before. */
  bytesAt(offset: number, length: number): Promise<Buffer>;
  /** Of the whole file; known when `elements` has been read to the end. */
  sha256(): string;
};

/** @throws BenchmarkError (usage) when the file is missing, empty, unreadable, or in another encoding than UTF-8. */
export async function openDatasetFile(path: string): Promise<DatasetFile> {
  const where = `--dataset-file ${path}`;
  const handle = await open(path).catch((cause: NodeJS.ErrnoException) => {
    throw usageError(
      `${where}: ${cause.code === 'ENOENT' ? 'no such file' : `cannot be read (${cause.code})`}`,
      REMEDY,
    );
  });
  try {
    const facts = await handle.stat();
    if (facts.isDirectory()) throw usageError(`${where}: is a folder`, REMEDY);
    if (facts.isFile() && facts.size === 0) throw usageError(`${where}: is empty`, REMEDY);
  } catch (fault) {
    await handle.close();
    throw fault;
  }
  let digest: string | undefined;
  return {
    name: basename(path),
    where,
    async *elements(signal) {
      const hash = createHash('sha256');
      let splitter: Splitter | undefined;
      for await (const chunk of chunksOf(handle, signal)) {
        hash.update(chunk);
        splitter ??= beginReading(chunk, where);
        yield* splitter.push(chunk);
      }
      if (splitter) yield* splitter.end();
      digest = hash.digest('hex');
    },
    async bytesAt(offset, length) {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, offset);
      return buffer.subarray(0, bytesRead);
    },
    sha256: () => digest ?? '',
    [Symbol.asyncDispose]: () => handle.close(),
  };
}

/** One buffer for all pieces: each is used up before the next is read. */
async function* chunksOf(handle: FileHandle, signal?: AbortSignal): AsyncIterable<Buffer> {
  const buffer = Buffer.alloc(CHUNK);
  for (let position = 0; ; ) {
    signal?.throwIfAborted();
    const { bytesRead } = await handle.read(buffer, 0, CHUNK, position);
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
    position += bytesRead;
  }
}

/** A list or lines, by the first character. A byte-order mark is blanked, so that places in the file stay true. */
function beginReading(chunk: Buffer, where: string): Splitter {
  const [first, second] = chunk;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff) || first === 0 || second === 0) {
    throw usageError(`${where}: is not UTF-8 (byte 0; it looks like UTF-16 or UTF-32)`, 'save the file as UTF-8');
  }
  if (first === 0xef && second === 0xbb && chunk[2] === 0xbf) chunk.fill(' ', 0, 3);
  const at = chunk.findIndex((byte) => byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09);
  const byte = chunk[at];
  if (byte === 0x5b) return createArraySplitter(where);
  if (byte === 0x7b || byte === undefined) return createLineSplitter(where);
  if (byte >= 0x80) throw usageError(`${where}: is neither UTF-8 JSON nor JSON lines (byte ${at})`, FORMATS);
  const shown = JSON.stringify(String.fromCharCode(byte));
  throw usageError(`${where}: is neither a JSON list nor JSON lines (it begins with ${shown} at byte ${at})`, FORMATS);
}

const FORMATS = 'a list [{…}, …] or one {…} a line is expected';
