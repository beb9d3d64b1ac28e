import { countText } from '../../values/number-text.ts';
import { valuesNeeded } from '../../values/workload-rows.ts';
import type { Doubt, ForeignTable } from '../foreign-report.ts';
import { rowName } from '../foreign-report.ts';

type Samples = {
  table: ForeignTable;
  keys: string[];
  countOf: (row: ForeignTable['rows'][number]) => number | undefined;
};

/** `⌊n·p⌋` into the sorted values, no interpolation: of two values even the median is the larger one. */
export function floorPercentiles({ table, keys, countOf }: Samples): Doubt[] {
  return percentileDoubt('percentile-by-floor-index', { table, keys, countOf }, (counts) => ({
    says: 'percentiles lie too high',
    because: `they are the value at position ⌊n·p⌋ of the sorted ones, so p99 of up to 100 values is the largest${counts}`,
  }));
}

/** Interpolated like ours, yet of too few values to be one. */
export function thinPercentiles({ table, keys, countOf }: Samples): Doubt[] {
  const few = table.rows.filter((row) => (countOf(row) ?? 0) < valuesNeeded(0.95));
  return percentileDoubt('percentile-of-few', { table: { ...table, rows: few }, keys, countOf }, (counts) => ({
    says: 'percentiles of too few values',
    because: `p95 needs ${valuesNeeded(0.95)} values and p99 ${valuesNeeded(0.99)}${counts}`,
  }));
}

function percentileDoubt(
  code: string,
  { table, keys, countOf }: Samples,
  words: (counts: string) => Pick<Doubt, 'says' | 'because'>,
): Doubt[] {
  if (keys.length === 0 || table.rows.length === 0) return [];
  const counts = table.rows.flatMap((row) => {
    const count = countOf(row);
    return count === undefined ? [] : [`${rowName(row)} has ${countText(count)}`];
  });
  return [{ code, keys, rows: table.rows.map(rowName), ...words(counts.length > 0 ? `; ${counts.join(', ')}` : '') }];
}
