import type { RenderOptions, Sweep } from '@sagellm/bench-protocol';
import { markdownText } from '../formats/markdown.ts';
import { terminalText } from '../formats/terminal/terminal.ts';
import { sweepCsv } from './sweep-csv.ts';
import { sweepDocument } from './sweep-document.ts';

/** A sweep as a table for the terminal, a page (`SWEEP.md`), or a table for machines (`sweep.csv`). */
export function renderSweep(sweep: Sweep, format: 'table' | 'markdown' | 'csv', options: RenderOptions): string {
  switch (format) {
    case 'table':
      return terminalText(sweepDocument(sweep).slice(1), options);
    case 'markdown':
      return markdownText(sweepDocument(sweep));
    case 'csv':
      return sweepCsv(sweep);
  }
}
