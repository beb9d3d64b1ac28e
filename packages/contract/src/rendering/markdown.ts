import type { ContractCheck, ContractResult } from '../evaluation/contract-result.ts';
import { limitText, measuredText } from './number-text.ts';
import {
  checkName,
  countWords,
  headlineWords,
  measurementNotes,
  placeName,
  reasonWords,
  runWords,
  verdictWords,
  withPlainTexts,
} from './words.ts';

/** A document: every check with what its verdict rests on. */
export function renderMarkdown(result: ContractResult): string {
  const plain = withPlainTexts(result);
  const paragraphs = [
    `# Contract ${escapeMarkdown(plain.contract)}: ${headlineWords(plain)}`,
    ...(plain.description === undefined ? [] : [escapeMarkdown(plain.description)]),
    `${countWords(plain)}.`,
    escapeMarkdown(runWords(plain)),
    markdownTable(plain.checks),
    ...noteList(plain),
  ];
  return `${paragraphs.join('\n\n')}\n`;
}

/** One line a check. Texts must be single lines. */
export function markdownTable(checks: readonly ContractCheck[]): string {
  return [
    '| workload | promise | limit | measured | verdict | why |',
    '|---|---|---|---:|---|---|',
    ...checks.map((check) => {
      const texts = [
        placeName(check),
        checkName(check),
        limitText(check),
        measuredText(check),
        verdictWords(check),
        reasonWords(check),
      ];
      return `| ${texts.map(escapeMarkdown).join(' | ')} |`;
    }),
  ].join('\n');
}

export function noteList(result: ContractResult): string[] {
  const notes = [...measurementNotes(result), ...result.notes];
  return notes.length === 0 ? [] : [notes.map((note) => `- ${escapeMarkdown(note)}`).join('\n')];
}

/** Text that stays text: no cell ends early, nothing becomes a tag, a link or emphasis. */
export function escapeMarkdown(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|[\\`*[\]|~#]/gu, '\\$&');
}
