import type { RenderOptions, Reporter } from '@sagellm/bench-protocol';
import type { Block, Fact, Item } from '../../document/blocks.ts';
import { glanceDocument } from '../../document/report-document.ts';
import { oneLine } from '../../values/one-line.ts';
import { createPaint, type Paint } from './paint.ts';
import { boxedTable } from './table.ts';
import { wrapped } from './wrap.ts';

/** For a terminal: boxes, colours where asked for, and no line longer than the terminal is wide. */
export const tableReporter: Reporter = {
  format: 'table',
  extension: 'txt',
  render: (report, options) => terminalText(glanceDocument(report), options),
};

export function terminalText(blocks: readonly Block[], options: RenderOptions): string {
  const paint = createPaint(options.color);
  return (
    blocks
      // A list ends without an empty line, as a heading begins with one.
      .map((block, i) => {
        const apart = block.kind === 'facts' && blocks[i - 1]?.kind === 'list' ? '\n' : '';
        return `${apart}${renderBlock(block, options, paint)}`;
      })
      .join('')
      .trimStart()
  );
}

function renderBlock(block: Block, { width }: RenderOptions, paint: Paint): string {
  switch (block.kind) {
    case 'title':
    case 'heading':
      return `\n${paint.heading(wrapped(block.text, width, 0))}\n`;
    case 'banner':
      return `${paint.banner(wrapped(oneLine(block.text), width, 0))}\n\n`;
    case 'facts':
      return block.facts.map((fact) => renderFact(fact, width, paint)).join('');
    case 'list':
      return block.items.map((item) => renderItem(item, width, paint)).join('');
    case 'paragraph': {
      const text = block.text.map((part) => (typeof part === 'string' ? part : part.code)).join('');
      return `${wrapped(text, width, 0)}\n`;
    }
    case 'table': {
      const { text, leftOut } = boxedTable(block.table, width, paint);
      const rest = `no room here for ${leftOut.join(', ')} (${block.table.elsewhere ?? '--format markdown and csv have all'})`;
      return `${text}\n${leftOut.length > 0 ? `${paint.tone(wrapped(rest, width, 0), 'dim')}\n` : ''}`;
    }
  }
}

const LABEL_WIDTH = 11;

function renderFact({ label, text, tone }: Fact, width: number | undefined, paint: Paint): string {
  const body = wrapped(oneLine(text), width, LABEL_WIDTH);
  return `${paint.tone(label.padEnd(LABEL_WIDTH), 'dim')}${paint.tone(body, tone)}\n`;
}

function renderItem({ label, text, remedy, tone }: Item, width: number | undefined, paint: Paint): string {
  const what = oneLine(label ? `${label}: ${text}` : text);
  const line = `${paint.tone(`  ${wrapped(what, width, 4)}`, tone)}\n`;
  return remedy ? `${line}    → ${wrapped(oneLine(remedy), width, 6)}\n` : line;
}
