import { mkdirSync } from 'node:fs';
import { type BenchmarkError, faultError, type RequestRecord } from '@sagellm/bench-protocol';
import { closeOutputFile, type OutputFile, openOutputFile } from './output-file.ts';
import { createPlaces, type SharedPlaces, takeLinePlace, ValuePlaces } from './places.ts';
import { recordsFile, tokenTimesFile } from './record-files.ts';
import { recordLine } from './record-line.ts';
import type { RecordSink } from './record-sink.ts';
import { WriteBehind } from './write-behind.ts';

/** What a crash can lose at most is what came in during this time and the write that was under way. */
const FLUSH_AFTER_MS = 500;
/** A disk that falls this far behind is reported as broken, before memory runs out. */
const LARGEST_BACKLOG_BYTES = 256 * 2 ** 20;

/** The two files of a run, open. Plain data: a thread that is handed it can write to them. */
export type RecordFiles = { readonly records: OutputFile; readonly times: OutputFile; readonly places: SharedPlaces };

/** Appends to `requests.jsonl` and `token-times.u32` as requests finish, without being waited for. */
export interface RecordWriter extends RecordSink {
  /** Resolves when all that was given so far is in the files; rejects with a fault that names the file. */
  flush(): Promise<void>;
  /** Flushes, and takes no more; closes the files too where it has opened them. Rejects like `flush`. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Makes the folder and both files, which must not exist yet. Throws a fault that names what cannot be made. */
export function openRecordFiles(folder: string): RecordFiles {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (cause) {
    throw faultError(`${folder}: cannot make the folder for the records`, 'choose another output folder', cause);
  }
  const records = openOutputFile(recordsFile(folder));
  try {
    return { records, times: openOutputFile(tokenTimesFile(folder)), places: createPlaces() };
  } catch (error) {
    closeOutputFile(records).catch(() => {});
    throw error;
  }
}

export async function closeRecordFiles({ records, times }: RecordFiles): Promise<void> {
  const results = await Promise.allSettled([closeOutputFile(records), closeOutputFile(times)]);
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}

/** The one writer of the files that it opens. */
export function createRecordWriter(folder: string): RecordWriter {
  const files = openRecordFiles(folder);
  const writer = recordWriterTo(files, { alone: true });
  const closeBoth = async () => {
    const results = await Promise.allSettled([writer.close()]);
    results.push(...(await Promise.allSettled([closeRecordFiles(files)])));
    for (const result of results) if (result.status === 'rejected') throw result.reason;
  };
  let closing: Promise<void> | undefined;
  const close = () => {
    closing ??= closeBoth();
    return closing;
  };
  return { ...writer, close, [Symbol.asyncDispose]: close };
}

/** A writer to files that another opened and closes. `alone`: no other thread writes to them. */
export function recordWriterTo(files: RecordFiles, options: { alone: boolean }): RecordWriter {
  const { records, times, places } = files;
  const lines = new WriteBehind(records, (bytes) => takeLinePlace(places, bytes));
  const values = new WriteBehind(times);
  const valuePlaces = new ValuePlaces(places, options);
  let fault: BenchmarkError | undefined;
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();
  let closing: Promise<void> | undefined;

  const keep = (block: Uint32Array) => {
    const offset = valuePlaces.take(block.length);
    if (block.length > 0) values.values(block, offset * 4);
    return { offset, count: block.length };
  };

  const write = (record: RequestRecord, tokenTimes?: Uint32Array, tokenWeights?: Uint32Array): RequestRecord => {
    if (fault) throw fault;
    if (closing) throw new Error('a record came after the record files were closed');
    if (tokenTimes) record.token_times = keep(tokenTimes);
    if (tokenWeights) record.token_weights = keep(tokenWeights);
    lines.text(recordLine(record));
    if (lines.backlogBytes + values.backlogBytes > LARGEST_BACKLOG_BYTES) {
      fault = faultError(
        `${records.path}: cannot write the records: the disk is slower than they come`,
        'choose an output folder on a faster disk',
      );
      throw fault;
    }
    timer ??= setTimeout(writeOut, FLUSH_AFTER_MS);
    return record;
  };

  const writeOut = () => {
    clearTimeout(timer);
    timer = undefined;
    // First what the lines point to, so that a crash in between leaves no line that points nowhere.
    const gathered = [values.collect(), lines.collect()];
    writing = writing.then(async () => {
      if (fault) return;
      try {
        for (const part of gathered) await part.write();
      } catch (error) {
        fault = error as BenchmarkError;
      }
    });
  };

  const flush = async () => {
    writeOut();
    await writing;
    if (fault) throw fault;
  };
  const close = () => {
    closing ??= flush();
    return closing;
  };
  return { write, flush, close, [Symbol.asyncDispose]: close };
}
