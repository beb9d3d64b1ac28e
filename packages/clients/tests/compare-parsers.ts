import { isKept } from '../src/transport/lean/response-head.ts';
import { askLlhttp, type Parsed } from './llhttp-oracle.ts';
import { parseResponse } from './parse-response.ts';
import { cut, dice, writeResponse } from './response-grammar.ts';

/** Where we say no and llhttp does not, or later: other protocols of its kind, and status codes below 100. */
const refusedByUs = /^[\r\n]*[RI]|HTTP\/\d\.\d 0/;

export type Comparison = { cases: number; complete: number; broken: number; unfinished: number; difference?: string };

/** Puts generated responses to our parser and to llhttp; stops at the first difference and says how to see it again. */
export function compareParsers(cases: number, firstSeed: number): Comparison {
  const result: Comparison = { cases: 0, complete: 0, broken: 0, unfinished: 0 };
  for (let seed = firstSeed; seed < firstSeed + cases; seed++) {
    const roll = dice(seed);
    const text = writeResponse(roll);
    if (refusedByUs.test(text)) continue;
    const bytes = Buffer.from(text, 'latin1');
    const reads = cut(roll, bytes);
    const closed = roll() < 0.7;
    const ours = parseResponse(reads, closed);
    const theirs = askLlhttp(reads, closed);
    result.cases++;
    result[ours.ending]++;
    if (same(ours) !== same(theirs)) {
      result.difference = `seed ${seed}${closed ? ', closed' : ''}, reads of ${reads.map((read) => read.length).join()}: ${JSON.stringify(text)}\nours: ${same(ours)} ${ours.reason ?? ''}\nllhttp: ${same(theirs)} ${theirs.reason ?? ''}`;
      break;
    }
  }
  return result;
}

/** What must be equal: llhttp leaves the space behind a value, and tells repeated headers apart. */
function same({ heads, headers, body, ending }: Parsed): string {
  const joined: Record<string, string> = {};
  // Of a head that breaks nobody hears.
  for (const header of heads.length === 0 ? [] : headers) {
    const border = header.indexOf(': ');
    const name = header.slice(0, border);
    if (isKept(name))
      joined[name] = name in joined ? `${joined[name]}, ${header.slice(border + 2)}` : header.slice(border + 2);
  }
  return JSON.stringify([heads, joined, body, ending]);
}
