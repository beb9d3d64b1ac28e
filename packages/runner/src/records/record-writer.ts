import { mkdirSync } from 'node:fs';
import { endianness } from 'node:os';
import { type BenchmarkError, faultError, type RequestRecord } from '@sagellm/bench-protocol';
import { type AppendFile, openNewFile } from './new-file.ts';
import { recordsFile, tokenTimesFile } from './record-files.ts';
import type { RecordSink } from './record-sink.ts';

/** What a crash can lose at most is what came in during this time and the write that was under way. */
const FLUSH_AFTER_MS = 500;
/** A disk that falls this far behind is reported as broken, before memory runs out. */
const LARGEST_BACKLOG_BYTES = 256 * 2 ** 20;

/** Appends to `requests.jsonl` and `token-times.u32` as requests finish, without being waited for. */
export interface RecordWriter extends RecordSink {
  /** Resolves when all that was given so far is in the files; rejects with a fault that names the file. */
  flush(): Promise<void>;
  /** Flushes and closes both files, in every case; rejects like `flush`. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Makes the folder and both files, which must not exist yet. Throws a fault that names what cannot be made. */
export function createRecordWriter(folder: string): RecordWriter {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (cause) {
    throw faultError(`${folder}: cannot make the folder for the records`, 'choose another output folder', cause);
  }
  const recordsTo = openNewFile(recordsFile(folder));
  try {
    return recordWriterTo(recordsTo, openNewFile(tokenTimesFile(folder)));
  } catch (error) {
    recordsTo.close().catch(() => {});
    throw error;
  }
}

export function recordWriterTo(recordsTo: AppendFile, timesTo: AppendFile): RecordWriter {
  let lines: string[] = [];
  let blocks: Uint32Array[] = [];
  let backlogBytes = 0;
  let nextOffset = 0;
  let fault: BenchmarkError | undefined;
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();
  let closing: Promise<void> | undefined;

  const keep = (values: Uint32Array) => {
    const place = { offset: nextOffset, count: values.length };
    nextOffset += values.length;
    if (values.length > 0) blocks.push(values);
    backlogBytes += values.byteLength;
    return place;
  };

  const write = (record: RequestRecord, tokenTimes?: Uint32Array, tokenWeights?: Uint32Array): RequestRecord => {
    if (fault) throw fault;
    if (closing) throw new Error('a record came after the record files were closed');
    // Also a compact copy: deleting keys had made the record a hash table, four times as large.
    const placed: RequestRecord = {
      ...record,
      ...(tokenTimes && { token_times: keep(tokenTimes) }),
      ...(tokenWeights && { token_weights: keep(tokenWeights) }),
    };
    const line = `${JSON.stringify(placed)}\n`;
    lines.push(line);
    backlogBytes += line.length;
    if (backlogBytes > LARGEST_BACKLOG_BYTES) {
      fault = faultError(
        `${recordsTo.path}: cannot write the records: the disk is slower than they come`,
        'choose an output folder on a faster disk',
      );
      throw fault;
    }
    timer ??= setTimeout(writeOut, FLUSH_AFTER_MS);
    return placed;
  };

  const writeOut = () => {
    clearTimeout(timer);
    timer = undefined;
    const text = lines;
    const times = blocks;
    lines = [];
    blocks = [];
    writing = writing.then(async () => {
      if (fault) return;
      const timesBytes = littleEndian(times);
      const textBytes = Buffer.from(text.join(''));
      try {
        // First what the lines point to, so that a crash in between leaves no line that points nowhere.
        await timesTo.append(timesBytes);
        await recordsTo.append(textBytes);
      } catch (error) {
        fault = error as BenchmarkError;
      }
      backlogBytes -= timesBytes.length + text.reduce((sum, line) => sum + line.length, 0);
    });
  };

  const flush = async () => {
    writeOut();
    await writing;
    if (fault) throw fault;
  };

  const closeAll = async () => {
    const results = await Promise.allSettled([flush()]);
    results.push(...(await Promise.allSettled([recordsTo.close(), timesTo.close()])));
    for (const result of results) if (result.status === 'rejected') throw result.reason;
  };
  const close = () => {
    closing ??= closeAll();
    return closing;
  };

  return { write, flush, close, [Symbol.asyncDispose]: close };
}

function littleEndian(blocks: readonly Uint32Array[]): Buffer {
  const bytes = Buffer.concat(blocks.map((block) => new Uint8Array(block.buffer, block.byteOffset, block.byteLength)));
  return endianness() === 'LE' ? bytes : bytes.swap32();
}
