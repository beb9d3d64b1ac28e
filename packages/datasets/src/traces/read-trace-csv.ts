import { isLength } from './read-trace-object.ts';
import type { TraceRow } from './trace.ts';

type Say = (problem: string, remedy?: string) => Error;

export const CSV_HEAD = 'Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type';
const REMEDY = `a BurstGPT trace begins with the line ${CSV_HEAD}`;

/**
 * The rows of a BurstGPT trace (https://github.com/HPMLL/BurstGPT; Wang et al., KDD 2025): seconds and tokens, in columns
 * that are found by their names.
 *
 * @param head the first line
 * @returns what reads a later line
 */
export function burstGptReader(head: string, say: Say): (line: string, say: Say) => TraceRow {
  const names = cells(head).map((name) => name.toLowerCase());
  const column = (name: string) => {
    const at = names.indexOf(name);
    if (at < 0) throw say(`has no column "${name}"`, REMEDY);
    return at;
  };
  const [moment, input, output] = [column('timestamp'), column('request tokens'), column('response tokens')];
  return (line, sayOfLine) => {
    const values = cells(line);
    if (values.length !== names.length)
      throw sayOfLine(`has ${values.length} columns, and the head has ${names.length}`, REMEDY);
    const number = (at: number) => (values[at] === '' ? Number.NaN : Number(values[at]));
    const seconds = number(moment);
    if (!(Number.isFinite(seconds) && seconds >= 0))
      throw sayOfLine(`Timestamp "${values[moment]}" is not a number of seconds from 0 up`);
    const length = (at: number, name: string) => {
      const tokens = number(at);
      if (isLength(tokens)) return tokens;
      throw sayOfLine(`${name} "${values[at]}" is not a whole number`);
    };
    return {
      momentMs: seconds * 1000,
      inputTokens: length(input, 'Request tokens'),
      outputTokens: length(output, 'Response tokens'),
    };
  };
}

/** The fields of a line; a field in quotes may hold commas (RFC 4180), and none of these files has a line break in one. */
function cells(line: string): string[] {
  if (!line.includes('"')) return line.split(',').map((cell) => cell.trim());
  return [...line.matchAll(/(?:^|,)\s*(?:"((?:[^"]|"")*)"|([^,"]*))\s*(?=,|$)/g)].map(
    (match) => match[1]?.replaceAll('""', '"') ?? match[2]!.trim(),
  );
}
