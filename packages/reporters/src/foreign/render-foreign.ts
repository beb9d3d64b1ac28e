import type { RenderOptions } from '@sagellm/bench-protocol';
import { markdownText } from '../formats/markdown.ts';
import { terminalText } from '../formats/terminal/terminal.ts';
import { findReporter } from '../registry.ts';
import { foreignDocument } from './foreign-document.ts';
import { foreignCsv, foreignJson } from './foreign-formats.ts';
import type { ForeignReport } from './foreign-report.ts';

/** A file of a Python product in any format that a report has. Throws a usage error for a format that there is not. */
export function renderForeign(report: ForeignReport, format: string, options: RenderOptions): string {
  const { format: known } = findReporter(format);
  switch (known) {
    case 'table':
      return terminalText(foreignDocument(report), options);
    case 'markdown':
      return markdownText(foreignDocument(report));
    case 'json':
      return foreignJson(report);
    case 'csv':
      return foreignCsv(report);
    default:
      throw new Error(`format ${known} cannot show a file of a Python product`);
  }
}
