import { readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';

type Row = { length: number; weight: number };
type Say = (problem: string, remedy?: string) => Error;

const SIZE_LIMIT = 16 * 2 ** 20;
const REMEDY = 'CSV: lines of length,weight. JSON: {"128": 3} or [[128, 3]] or [{"length": 128, "weight": 3}]';

/** A table of lengths and weights from a CSV or JSON file. It is read at once: it is part of the settings. */
export function readHistogram(file: string, say: Say): { name: string; rows: Row[] } {
  const text = read(file, say)
    .replace(/^\ufeff/, '')
    .trim();
  if (text === '') throw say('the file is empty', REMEDY);
  const rows = /^[[{]/.test(text) ? fromJson(text, say) : fromCsv(text, say);
  if (!rows.some(({ weight }) => weight > 0)) throw say('every weight of the file is 0', REMEDY);
  return { name: basename(file), rows };
}

function read(file: string, say: Say): string {
  try {
    if (statSync(file).size > SIZE_LIMIT) throw say(`the file is larger than ${SIZE_LIMIT} bytes`, REMEDY);
    return readFileSync(file, 'utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === undefined) throw cause;
    throw say(code === 'ENOENT' ? 'no such file' : `the file cannot be read (${code})`, REMEDY);
  }
}

function fromCsv(text: string, say: Say): Row[] {
  return text.split('\n').flatMap((line, index) => {
    // A line of names may stand on top.
    if (line.trim() === '' || (index === 0 && /^\s*"?[a-z_]/i.test(line))) return [];
    const cells = line.split(/[,;\t]/).map((cell) => cell.trim());
    if (cells.length !== 2) throw say(`line ${index + 1} of the file is not length,weight`, REMEDY);
    return [checked(cells[0]!, cells[1]!, `line ${index + 1}`, say)];
  });
}

function fromJson(text: string, say: Say): Row[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw say(`the file is not JSON (${(cause as Error).message})`, REMEDY);
  }
  const pairs = Array.isArray(value) ? value.map(pairOf) : Object.entries(value as object);
  return pairs.map(([length, weight], index) => checked(length, weight, `entry ${index + 1}`, say));
}

function pairOf(entry: unknown): [unknown, unknown] {
  if (Array.isArray(entry)) return entry.length === 2 ? [entry[0], entry[1]] : [undefined, undefined];
  const { length, weight } = (entry ?? {}) as Partial<Row>;
  return [length, weight];
}

function checked(length: unknown, weight: unknown, place: string, say: Say): Row {
  const row = { length: numberOf(length), weight: numberOf(weight) };
  if (!Number.isInteger(row.length) || row.length < 1)
    throw say(`${place} of the file: its length is not a whole number above 0`, REMEDY);
  if (!(row.weight >= 0 && Number.isFinite(row.weight)))
    throw say(`${place} of the file: its weight is not a number from 0 up`, REMEDY);
  return row;
}

function numberOf(value: unknown): number {
  return typeof value === 'number' || (typeof value === 'string' && value !== '') ? Number(value) : Number.NaN;
}
