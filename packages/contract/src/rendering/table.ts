import type { ContractCheck, ContractResult } from '../evaluation/contract-result.ts';
import { limitText, measuredText } from './number-text.ts';
import {
  checkName,
  countWords,
  hasNoInterval,
  headlineWords,
  isPlainlyKept,
  measurementNotes,
  placeName,
  reasonWords,
  runWords,
  verdictWords,
  withPlainTexts,
} from './words.ts';

type Options = { color?: boolean; width?: number };

/** For a terminal: aligned columns; what a verdict rests on stands behind it and folds at the width. */
export function renderTable(result: ContractResult, { color = false, width }: Options): string {
  const plain = withPlainTexts(result);
  const paint = (text: string, status: ContractCheck['status']) =>
    color ? `${COLORS[status]}${text}\u001b[39m` : text;
  const rows = plain.checks.map((check) => [placeName(check), checkName(check), limitText(check), measuredText(check)]);
  const notes = [...measurementNotes(plain), ...smallSamples(plain.checks), ...plain.notes];
  const heading = ['workload', 'promise', 'limit', 'measured'];
  const widths = heading.map((_title, column) =>
    Math.max(...[heading, ...rows].map((row) => [...row[column]!].length)),
  );
  const line = (cells: readonly string[]) =>
    cells.map((cell, i) => (i === 3 ? padStart(cell, widths[i]!) : padEnd(cell, widths[i]!))).join('  ');
  const hanging = 2 + widths.reduce((sum, each) => sum + each + 2, 0);

  return [
    `Contract ${plain.contract}: ${paint(headlineWords(plain), plain.status)}`,
    ...(plain.description === undefined ? [] : [plain.description]),
    ...fold(countWords(plain), 0, width),
    ...fold(runWords(plain), 0, width),
    '',
    `  ${line(heading)}  verdict`,
    ...plain.checks.flatMap((check, index) => {
      const [first = '', ...more] = fold(verdictWithReason(check), hanging, width);
      const verdict = verdictWords(check);
      const shown = first.startsWith(verdict) ? paint(verdict, check.status) + first.slice(verdict.length) : first;
      return [`  ${line(rows[index]!)}  ${shown}`, ...more.map((text) => ' '.repeat(hanging) + text)];
    }),
    ...(notes.length > 0 ? [''] : []),
    ...notes.flatMap((note) => fold(note, 2, width).map((text, i) => `${i === 0 ? '* ' : '  '}${text}`)),
    '',
  ].join('\n');
}

const COLORS = { kept: '\u001b[32m', broken: '\u001b[31m', 'not-measurable': '\u001b[33m' } as const;
/** Narrower than this, a column of words is harder to read than a line that the terminal breaks. */
const NARROWEST = 24;

function verdictWithReason(check: ContractCheck): string {
  if (!isPlainlyKept(check)) return `${verdictWords(check)}: ${reasonWords(check)}`;
  return hasNoInterval(check) ? `${verdictWords(check)}, n = ${check.n}` : verdictWords(check);
}

function smallSamples(checks: readonly ContractCheck[]): string[] {
  const some = checks.some((check) => isPlainlyKept(check) && hasNoInterval(check));
  return some
    ? ['n = …: too few values for an interval, so that nobody knows how near the limit another run would come']
    : [];
}

/** Breaks words into lines that fit beside `indent` columns. */
function fold(text: string, indent: number, width: number | undefined): string[] {
  const room = (width ?? Number.POSITIVE_INFINITY) - indent;
  if (room < NARROWEST) return [text];
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines.at(-1)!;
    if (last !== '' && last.length + 1 + word.length > room) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines;
}

function padEnd(text: string, width: number): string {
  return text + ' '.repeat(width - [...text].length);
}

function padStart(text: string, width: number): string {
  return ' '.repeat(width - [...text].length) + text;
}
