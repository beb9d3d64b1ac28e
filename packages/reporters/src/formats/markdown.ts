import type { Reporter } from '@sagellm/bench-protocol';
import type { Block, Inline, Item, Table } from '../document/blocks.ts';
import { wholeDocument } from '../document/report-document.ts';
import { oneLine } from '../values/one-line.ts';

/** `REPORT.md`: every line is as long as it is; a table row is one line whatever it holds. */
export const markdownReporter: Reporter = {
  format: 'markdown',
  extension: 'md',
  render: (report) => markdownText(wholeDocument(report)),
};

export function markdownText(blocks: readonly Block[]): string {
  return `${blocks.map(renderBlock).join('\n\n')}\n`;
}

function renderBlock(block: Block): string {
  switch (block.kind) {
    case 'title':
      return `# ${escaped(block.text)}`;
    case 'heading':
      return `## ${escaped(block.text)}`;
    case 'banner':
      return `> **${escaped(block.text)}**`;
    case 'facts':
      return block.facts.map(({ label, text }) => `- **${escaped(label)}:** ${escaped(text)}`).join('\n');
    case 'list':
      return block.items.map(renderItem).join('\n');
    case 'paragraph':
      return block.text.map(renderInline).join('');
    case 'table':
      return renderTable(block.table);
  }
}

function renderItem({ label, text, remedy }: Item): string {
  const what = label ? `**${escaped(label)}:** ${escaped(text)}` : escaped(text);
  return `- ${what}${remedy ? ` → ${escaped(remedy)}` : ''}`;
}

function renderInline(inline: Inline): string {
  return typeof inline === 'string' ? inline : `\`${inline.code}\``;
}

/** Padded, so that it also reads well as plain text. */
function renderTable({ columns, rows }: Table): string {
  const heads = columns.map(({ title, unit, detail }) =>
    escaped([title, detail, unit && `(${unit})`].filter(Boolean).join(' ')),
  );
  const cells = rows.map((row) => row.map(({ text }) => escaped(text)));
  const widths = columns.map((_, i) => Math.max(3, ...[heads, ...cells].map((row) => row[i]!.length)));
  const line = (row: string[]) =>
    `| ${row.map((text, i) => (columns[i]!.align === 'right' ? text.padStart(widths[i]!) : text.padEnd(widths[i]!))).join(' | ')} |`;
  const rule = columns.map(({ align }, i) =>
    align === 'right' ? `${'-'.repeat(widths[i]! - 1)}:` : '-'.repeat(widths[i]!),
  );
  return [line(heads), line(rule), ...cells.map(line)].join('\n');
}

/** Text that markdown shows as it is. Underscores inside words mean nothing and stay readable. */
function escaped(text: string): string {
  return oneLine(text)
    .replace(/[\\|`*~[\]]/g, '\\$&')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\_');
}
