import type { ForeignRow, ForeignTable, Scalar } from './foreign-report.ts';
import { rowName } from './foreign-report.ts';
import { flatScalars, type JsonObject } from './loose-json.ts';

type Source = { labels: string[]; from: JsonObject };

/** A table of some records of the file. Without `columns`, every key that a record has, in the order of the file. */
export function tableOf(
  about: Pick<ForeignTable, 'title' | 'labels'>,
  sources: Source[],
  columns?: string[],
): ForeignTable {
  const rows = sources.map(({ labels, from }): ForeignRow => ({ labels, values: flatScalars(from) }));
  const keys = columns ?? [...new Set(rows.flatMap(({ values }) => Object.keys(values)))];
  return { ...about, columns: keys, rows: rows.map((row) => ({ ...row, values: only(row.values, keys) })) };
}

export function numberOf({ values }: ForeignRow, key: string): number | undefined {
  const held = values[key];
  return typeof held === 'number' ? held : undefined;
}

/** The names of the rows for which this holds. */
export function rowsWhere({ rows }: ForeignTable, holds: (row: ForeignRow) => boolean): string[] {
  return rows.filter(holds).map(rowName);
}

function only(values: Record<string, Scalar>, keys: readonly string[]): Record<string, Scalar> {
  return Object.fromEntries(keys.flatMap((key) => (Object.hasOwn(values, key) ? [[key, values[key]!]] : [])));
}
