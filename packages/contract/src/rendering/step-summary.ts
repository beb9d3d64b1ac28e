import type { ContractResult } from '../evaluation/contract-result.ts';
import { escapeMarkdown, markdownTable, noteList } from './markdown.ts';
import { countWords, headlineWords, isPlainlyKept, isPlainlyPassed, runWords, withPlainTexts } from './words.ts';

/**
 * Markdown for the summary page of a CI job: the verdict, what needs attention, and all checks folded away. Whoever calls
 * it appends the text to the file that `GITHUB_STEP_SUMMARY` names.
 */
export function stepSummary(result: ContractResult): string {
  const plain = withPlainTexts(result);
  const notable = plain.checks.filter((check) => !isPlainlyKept(check));
  const paragraphs = [
    `## ${isPlainlyPassed(plain) ? '✅' : '❌'} Contract ${escapeMarkdown(plain.contract)}: ${headlineWords(plain)}`,
    `${countWords(plain)}.`,
    escapeMarkdown(runWords(plain)),
    ...(notable.length > 0 ? [markdownTable(notable)] : []),
    ...noteList(plain),
    `<details><summary>all ${plain.checks.length} checks</summary>\n\n${markdownTable(plain.checks)}\n\n</details>`,
  ];
  return `${paragraphs.join('\n\n')}\n`;
}
