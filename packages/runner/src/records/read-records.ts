import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { endianness } from 'node:os';
import { faultError, RequestRecord, usageError } from '@sagellm/bench-protocol';
import { recordsFile, tokenTimesFile } from './record-files.ts';

export type StoredRecords = {
  /** In the order they finished. */
  records: RequestRecord[];
  /** The whole of `token-times.u32`; the records say which piece is theirs. */
  tokenTimes: Uint32Array;
  /** What an interrupted write left unreadable and was left out. */
  remarks: string[];
};

/**
 * Reads what a record writer wrote. Throws a `BenchmarkError` that names file and line where a record is broken. Only
 * the last line may be cut, as a killed run leaves it: it is left out, with a remark.
 */
export async function readRecords(folder: string): Promise<StoredRecords> {
  const path = recordsFile(folder);
  const remarks: string[] = [];
  const tokenTimes = await readTokenTimes(tokenTimesFile(folder), remarks);
  const records: RequestRecord[] = [];
  for await (const { text: written, number, ended } of linesOf(path)) {
    // Of several threads one may have been killed before it filled the place that it had taken.
    const text = written.replace(/^\0+/, '');
    if (text.length < written.length) remarks.push(`${path}, line ${number}: records before it were never written`);
    if (text === '' && !ended) continue;
    const parsed = parseRecord(text);
    if ('record' in parsed) {
      checkPlaces(parsed.record, tokenTimes.length, `${path}, line ${number}`);
      records.push(parsed.record);
    } else if (!ended) {
      remarks.push(`${path}, line ${number}: cut in the middle, left out`);
    } else {
      throw usageError(`${path}, line ${number}: not a request record: ${parsed.problem}`);
    }
  }
  return { records, tokenTimes, remarks };
}

async function readTokenTimes(path: string, remarks: string[]): Promise<Uint32Array> {
  const bytes = await readFile(path).catch((cause) => {
    throw unreadable(path, cause);
  });
  const whole = bytes.length - (bytes.length % 4);
  if (whole < bytes.length) remarks.push(`${path}: the last value is cut, left out`);
  const values = new Uint8Array(whole);
  values.set(bytes.subarray(0, whole));
  if (endianness() === 'BE') Buffer.from(values.buffer).swap32();
  return new Uint32Array(values.buffer);
}

type Line = { text: string; number: number; ended: boolean };

/** Lines by bytes and in pieces: the file may be larger than the longest string. */
async function* linesOf(path: string): AsyncGenerator<Line> {
  let number = 0;
  let rest: Buffer[] = [];
  const line = (ended: boolean): Line => {
    number++;
    const text = Buffer.concat(rest).toString('utf8');
    rest = [];
    return { text, number, ended };
  };
  try {
    for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
      let from = 0;
      for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, from)) {
        rest.push(chunk.subarray(from, at));
        from = at + 1;
        yield line(true);
      }
      if (from < chunk.length) rest.push(chunk.subarray(from));
    }
  } catch (cause) {
    throw unreadable(path, cause);
  }
  if (rest.length > 0) yield line(false);
}

function parseRecord(text: string): { record: RequestRecord } | { problem: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { problem: 'no JSON' };
  }
  const result = RequestRecord.safeParse(value);
  if (result.success) return { record: result.data };
  const issue = result.error.issues[0]!;
  return { problem: `${issue.path.join('.') || 'the whole'}: ${issue.message}` };
}

function checkPlaces(record: RequestRecord, available: number, where: string): void {
  for (const key of ['token_times', 'token_weights'] as const) {
    const place = record[key];
    if (place && place.offset + place.count > available) {
      throw usageError(
        `${where}: ${key} points beyond the end of token-times.u32`,
        'the two files are not of one run, or one of them was cut',
      );
    }
  }
}

function unreadable(path: string, cause: unknown) {
  return (cause as NodeJS.ErrnoException).code === 'ENOENT'
    ? usageError(`${path}: no such file`, 'name a folder that a run wrote', cause)
    : faultError(`${path}: cannot be read: ${(cause as Error).message}`, undefined, cause);
}
