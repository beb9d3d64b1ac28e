import type { Doubt, ForeignRow, ForeignTable } from '../foreign-report.ts';
import { rowName } from '../foreign-report.ts';

/**
 * Takes away the zeros of these keys: the Python products write 0 both for a measured zero and for nothing. What was
 * taken is named by a doubt, so that nobody takes the dash for a fault of the reader.
 */
export function withoutEmptyZeros(
  table: ForeignTable,
  mayBeEmpty: (key: string, row: ForeignRow) => boolean,
): { table: ForeignTable; doubts: Doubt[] } {
  const taken = new Map<string, Set<string>>();
  const rows = table.rows.map((row): ForeignRow => {
    const isEmpty = (key: string, value: unknown) => value === 0 && mayBeEmpty(key, row);
    for (const [key, value] of Object.entries(row.values))
      if (isEmpty(key, value)) taken.set(key, (taken.get(key) ?? new Set()).add(rowName(row)));
    return { ...row, values: Object.fromEntries(Object.entries(row.values).filter((entry) => !isEmpty(...entry))) };
  });
  const named = [...new Set([...taken.values()].flatMap((names) => [...names]))];
  if (taken.size === 0) return { table, doubts: [] };
  return {
    table: { ...table, rows },
    doubts: [
      {
        code: 'zero-means-unmeasured',
        keys: [...taken.keys()],
        ...(named.length < table.rows.length ? { rows: named } : {}),
        says: 'the file says 0, shown here as –',
        because: 'the Python product writes 0 also where nothing was measured, so a 0 here is no measurement',
      },
    ],
  };
}
