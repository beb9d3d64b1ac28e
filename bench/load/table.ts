/** Rows as a Markdown table. */
export function table(rows: readonly Record<string, string | number | undefined>[]): string {
  const keys = Object.keys(rows[0] ?? {});
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    line(keys),
    line(keys.map((_, index) => (index === 0 ? '---' : '---:'))),
    ...rows.map((row) => line(keys.map((key) => (row[key] === undefined ? '–' : String(row[key]))))),
  ].join('\n');
}

export const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

export const rounded = (value: number | undefined, digits = 0): string | undefined =>
  value === undefined || Number.isNaN(value)
    ? undefined
    : value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
