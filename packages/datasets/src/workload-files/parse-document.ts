import { isUtf8 } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import { usageError } from '@sagellm/bench-protocol';
import { type Document, LineCounter, parseDocument } from 'yaml';
import { invalidUtf8Offset } from '../files/invalid-utf8-offset.ts';
import { describeJsonError } from '../files/json-error.ts';

const SIZE_LIMIT = 4 * 2 ** 20;

/** `file:line:column` of a place in the text. */
export type PlaceOf = (offset: number) => string;

/** A YAML or JSON file with the places of its parts. */
export async function readDocument(path: string): Promise<{ document: Document.Parsed; placeOf: PlaceOf }> {
  if (!/\.(ya?ml|json)$/i.test(path)) {
    throw usageError(
      `${path}: not a .yaml, .yml or .json file`,
      'name a workload file; `bench workload-template` writes one',
    );
  }
  const text = await readText(path);
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false, version: '1.2' });
  const placeOf: PlaceOf = (offset) => {
    const { line, col } = lineCounter.linePos(offset);
    return `${path}:${line}:${col}`;
  };
  if (/\.json$/i.test(path)) requireJson(text, placeOf);
  const [error] = document.errors;
  if (error) throw usageError(`${placeOf(error.pos[0])}: ${firstLine(error.message)}`, 'mend the file', error);
  return { document, placeOf };
}

async function readText(path: string): Promise<string> {
  const bytes = await readFile(path).catch((cause: NodeJS.ErrnoException) => {
    const problem = cause.code === 'ENOENT' ? 'no such file' : `cannot be read (${cause.code})`;
    throw usageError(`${path}: ${problem}`, 'name a workload file; `bench workload-template` writes one', cause);
  });
  if (bytes.length > SIZE_LIMIT) throw usageError(`${path}: larger than ${SIZE_LIMIT / 2 ** 20} MiB`, 'split it');
  if (!isUtf8(bytes))
    throw usageError(`${path}: not UTF-8 (byte ${invalidUtf8Offset(bytes)})`, 'save the file as UTF-8');
  const text = bytes.toString('utf8').replace(/^\ufeff/, '');
  if (text.trim() === '') throw usageError(`${path}: is empty`, '`bench workload-template` writes an example');
  return text;
}

/** YAML takes more than JSON; a .json file must be what it says. */
function requireJson(text: string, placeOf: PlaceOf): void {
  try {
    JSON.parse(text);
  } catch (cause) {
    const { position, reason } = describeJsonError(text, cause);
    throw usageError(`${placeOf(position)}: not JSON (${reason})`, 'mend the file, or name it .yaml', cause);
  }
}

function firstLine(text: string): string {
  return text.split('\n')[0]!;
}
