import { readFile } from 'node:fs/promises';
import { type BenchmarkError, usageError } from '@sagellm/bench-protocol';
import { isObject, isText } from '../reading/json-shapes.ts';
import { RECORDED_ENDS, type RecordedEnd, type Recording } from './recording.ts';

/** A recording larger than this is no recording of one reply. */
const LARGEST_FILE = 64 * 1024 * 1024;

/**
 * Reads `NAME.chunks.jsonl` (a head line, a line for each read, an end line) or `NAME.http` (status line, headers,
 * body). Throws a usage error (exit 2) that names file and line.
 */
export async function readRecording(file: string): Promise<Recording> {
  const bytes = await readFile(file).catch((error: unknown) => {
    throw usageError(`${file}: cannot be read (${(error as NodeJS.ErrnoException).code})`, undefined, error);
  });
  if (bytes.length > LARGEST_FILE) throw usageError(`${file}: larger than ${LARGEST_FILE} bytes, so no single reply`);
  return parseRecording(bytes, file);
}

/** The same from bytes; `file` is the name in errors and tells the format by its ending. */
export function parseRecording(bytes: Uint8Array, file: string): Recording {
  if (/\.jsonl$/.test(file)) return parseStream(bytes, file);
  if (/\.http(\.txt)?$/.test(file)) return parseReply(bytes, file);
  throw usageError(`${file}: neither a .chunks.jsonl nor a .http recording`);
}

function parseStream(bytes: Uint8Array, file: string): Recording {
  const lines = textOf(bytes, file).replace(/\n$/, '').split('\n');
  if (lines.length < 2) throw broken(file, 1, 'a recording has at least a head line and an end line');
  const rows = lines.map((line, i) => parseLine(line, file, i + 1));
  const head = parseHead(rows[0]!, file);
  const reads = rows.slice(1, -1).map((row, i) => parseRead(row, file, i + 2));
  const { end, ms } = parseEnd(rows.at(-1)!, file, rows.length);
  for (let i = 0; i < reads.length; i++) {
    if (reads[i]!.ms > (reads[i + 1]?.ms ?? ms)) throw broken(file, i + 3, '"ms" goes back');
  }
  return { file, ...head, reads, end, endMs: ms };
}

type Row = Record<string, unknown>;

function parseLine(line: string, file: string, number: number): Row {
  let row: unknown;
  try {
    row = JSON.parse(line);
  } catch {
    throw broken(file, number, 'not JSON');
  }
  if (!isObject(row)) throw broken(file, number, 'not a JSON object');
  return row;
}

function parseHead(row: Row, file: string): Pick<Recording, 'status' | 'headers' | 'headMs' | 'request'> {
  checkKeys(row, ['status', 'headers', 'request', 'head_ms', 'connect_ms', 'note', 'start_ms'], file, 1);
  const { status, headers, request, head_ms: headMs = 0 } = row;
  if (!isStatus(status)) throw broken(file, 1, '"status" is no HTTP status');
  if (!isObject(headers) || !Object.values(headers).every((value) => typeof value === 'string')) {
    throw broken(file, 1, '"headers" is no object of texts');
  }
  if (typeof headMs !== 'number' || headMs < 0) throw broken(file, 1, '"head_ms" is no number of milliseconds');
  const kept = { status, headers: headers as Record<string, string>, headMs };
  return request === undefined ? kept : { ...kept, request: parseRequest(request, file) };
}

function parseRequest(request: unknown, file: string): NonNullable<Recording['request']> {
  if (!isObject(request) || !isText(request.method) || !isText(request.path)) {
    throw broken(file, 1, '"request" has no method and path');
  }
  const { method, path, body } = request;
  return body === undefined ? { method, path } : { method, path, body };
}

function parseRead(row: Row, file: string, number: number): Recording['reads'][number] {
  checkKeys(row, ['ms', 'text', 'b64', 'raw_bytes', 'http_chunks'], file, number);
  const { ms, text, b64 } = row;
  if (typeof ms !== 'number' || !(ms >= 0)) throw broken(file, number, '"ms" is no number of milliseconds');
  if (typeof text === 'string' && b64 === undefined) return { ms, bytes: Buffer.from(text) };
  if (typeof b64 === 'string' && text === undefined && /^[A-Za-z0-9+/]*={0,2}$/.test(b64)) {
    return { ms, bytes: Buffer.from(b64, 'base64') };
  }
  throw broken(file, number, 'a read has either "text" or "b64"');
}

function parseEnd(row: Row, file: string, number: number): { end: RecordedEnd; ms: number } {
  if (!('end' in row)) throw broken(file, number, 'the last line has no "end": is the recording cut?');
  checkKeys(row, ['end', 'ms'], file, number);
  const end = RECORDED_ENDS.find((known) => known === row.end);
  if (!end) throw broken(file, number, `"end" is none of ${RECORDED_ENDS.join(', ')}`);
  if (typeof row.ms !== 'number' || !(row.ms >= 0)) throw broken(file, number, '"ms" is no number of milliseconds');
  return { end, ms: row.ms };
}

/** Strict: a misspelt key would silently be left out of the replay. */
function checkKeys(row: Row, known: readonly string[], file: string, number: number): void {
  const strange = Object.keys(row).find((key) => !known.includes(key));
  if (strange !== undefined) throw broken(file, number, `unknown key "${strange}" (known: ${known.join(', ')})`);
}

function parseReply(bytes: Uint8Array, file: string): Recording {
  const buffer = Buffer.from(bytes);
  const border = /\r?\n\r?\n/.exec(buffer.toString('latin1'));
  if (!border) throw broken(file, 1, 'no blank line between headers and body');
  const [first, ...rows] = buffer.subarray(0, border.index).toString('latin1').split(/\r?\n/);
  const status = Number(/^HTTP\/1\.[01] (\d{3})(?: |$)/.exec(first!)?.[1]);
  if (!isStatus(status)) throw broken(file, 1, 'no HTTP/1.1 status line');
  const headers: Record<string, string> = {};
  rows.forEach((row, i) => {
    const header = /^([!#$%&'*+.^_`|~\w-]+):[ \t]*(.*)$/.exec(row);
    if (!header) throw broken(file, i + 2, 'not a header');
    headers[header[1]!.toLowerCase()] = header[2]!;
  });
  const body = buffer.subarray(border.index + border[0].length);
  return {
    file,
    status,
    headers,
    headMs: 0,
    reads: body.length > 0 ? [{ ms: 0, bytes: body }] : [],
    end: 'fin',
    endMs: 0,
  };
}

function textOf(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw usageError(`${file}: not UTF-8`);
  }
}

function isStatus(status: unknown): status is number {
  return typeof status === 'number' && Number.isInteger(status) && status >= 100 && status <= 599;
}

function broken(file: string, line: number, what: string): BenchmarkError {
  return usageError(`${file}:${line}: ${what}`, 'docs: the format is in the README beside the recordings');
}
