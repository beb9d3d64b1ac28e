import { didYouMean, usageError } from '@sagellm/bench-protocol';
import type { ContractResult } from '../evaluation/contract-result.ts';
import { renderMarkdown } from './markdown.ts';
import { renderTable } from './table.ts';

const FORMATS = ['table', 'markdown', 'json'] as const;
export type ContractFormat = (typeof FORMATS)[number];

/** A judged contract as text. Pure; `color` and `width` concern the table alone. */
export function renderContract(
  result: ContractResult,
  format: ContractFormat,
  options: { color?: boolean; width?: number } = {},
): string {
  switch (format) {
    case 'table':
      return renderTable(result, options);
    case 'markdown':
      return renderMarkdown(result);
    case 'json':
      return `${JSON.stringify(result, null, 2)}\n`;
    default:
      throw unknownFormat(format);
  }
}

function unknownFormat(format: never): Error {
  const near = didYouMean(String(format), FORMATS);
  return usageError(
    `--format ${String(format)}: a contract has no such format${near ? `; did you mean ${near}?` : ''}`,
    `formats: ${FORMATS.join(', ')}`,
  );
}
