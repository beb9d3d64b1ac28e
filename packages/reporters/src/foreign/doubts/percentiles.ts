import { rangeText } from '../../values/number-ranges.ts';
import { countText } from '../../values/number-text.ts';
import { valuesNeeded } from '../../values/workload-rows.ts';
import type { Doubt, ForeignRow, ForeignTable } from '../foreign-report.ts';
import { rowName } from '../foreign-report.ts';

/** How many values stand behind a row's number, where the file says so. */
type CountOf = (row: ForeignRow, key: string) => number | undefined;

const PERCENTILE = /(?:^|_|\.)p(\d+(?:\.\d+)?)(?=_|\.|$)/;

function percentileKeys({ columns }: ForeignTable): string[] {
  return columns.filter((key) => PERCENTILE.test(key));
}

/** `⌊n·p⌋` into the sorted values, no interpolation: of two values even the median is the larger one. */
export function floorPercentiles(table: ForeignTable, countOf: CountOf): Doubt {
  const keys = percentileKeys(table);
  const counts = countsText(table.rows, keys, countOf);
  return {
    code: 'percentile-by-floor-index',
    keys,
    says: 'percentiles lie too high',
    because: `they are the value at position ⌊n·p⌋ of the sorted ones, so p99 of up to 100 values is the largest${counts}`,
  };
}

/** Interpolated like ours, yet of too few values to be one. Where the count is unknown nothing is claimed. */
export function thinPercentiles(table: ForeignTable, countOf: CountOf): Doubt {
  const isThin = (row: ForeignRow, key: string) =>
    Object.hasOwn(row.values, key) &&
    (countOf(row, key) ?? Number.POSITIVE_INFINITY) < valuesNeeded(Number(PERCENTILE.exec(key)?.[1]) / 100);
  const keys = percentileKeys(table).filter((key) => table.rows.some((row) => isThin(row, key)));
  const rows = table.rows.filter((row) => keys.some((key) => isThin(row, key)));
  return {
    code: 'percentile-of-few',
    keys,
    ...(rows.length < table.rows.length ? { rows: rows.map(rowName) } : {}),
    says: 'percentiles of too few values',
    because: `p50 needs ${valuesNeeded(0.5)} values, p95 ${valuesNeeded(0.95)}, p99 ${valuesNeeded(0.99)}${countsText(rows, keys, countOf)}`,
  };
}

function countsText(rows: readonly ForeignRow[], keys: readonly string[], countOf: CountOf): string {
  const texts = rows.flatMap((row) => {
    const held = keys.filter((key) => Object.hasOwn(row.values, key)).flatMap((key) => countOf(row, key) ?? []);
    if (held.length === 0) return [];
    return [`${rowName(row)} has ${rangeText(countText(Math.min(...held)), countText(Math.max(...held)))}`];
  });
  return texts.length > 0 ? `; ${texts.join(', ')}` : '';
}
