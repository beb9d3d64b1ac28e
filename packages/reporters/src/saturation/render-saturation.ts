import type { RenderOptions, SaturationSearch } from '@sagellm/bench-protocol';
import { markdownText } from '../formats/markdown.ts';
import { terminalText } from '../formats/terminal/terminal.ts';
import { saturationCsv } from './saturation-csv.ts';
import { saturationDocument } from './saturation-document.ts';

/** A search as a table for the terminal, a page (`SATURATION.md`), or a table for machines (`saturation.csv`). */
export function renderSaturation(
  search: SaturationSearch,
  format: 'table' | 'markdown' | 'csv',
  options: RenderOptions,
): string {
  switch (format) {
    case 'table':
      return terminalText(saturationDocument(search).slice(1), options);
    case 'markdown':
      return markdownText(saturationDocument(search));
    case 'csv':
      return saturationCsv(search);
  }
}
