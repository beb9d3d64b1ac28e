import { didYouMean, type Reporter, usageError } from '@sagellm/bench-protocol';
import { csvReporter } from './formats/csv.ts';
import { jsonReporter } from './formats/json.ts';
import { markdownReporter } from './formats/markdown.ts';
import { tableReporter } from './formats/terminal/terminal.ts';

/** Every format a report can take. */
export const reporters: readonly Reporter[] = [tableReporter, jsonReporter, markdownReporter, csvReporter];

/** The reporter of a format; case does not matter. Throws a usage error with a suggestion. */
export function findReporter(format: string): Reporter {
  const wanted = format.trim().toLowerCase();
  const found = reporters.find((reporter) => reporter.format === wanted);
  if (found) return found;
  const formats = reporters.map((reporter) => reporter.format);
  const near = didYouMean(wanted, formats);
  throw usageError(
    `--format ${format}: there is no such format${near ? `; did you mean ${near}?` : ''}`,
    `formats: ${formats.join(', ')}`,
  );
}
