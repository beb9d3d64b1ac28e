import type { Column, Table } from '../../document/blocks.ts';
import { headingGroups } from './heading-groups.ts';

/** Takes away the columns of highest rank, the rightmost first, until the box is at most `width` wide. */
export function fitColumns(table: Table, width = Number.POSITIVE_INFINITY): { fitting: Table; leftOut: string[] } {
  const leftOut: Column[] = [];
  let { columns, rows } = table;
  while (boxWidth({ columns, rows }) > width) {
    const highest = Math.max(...columns.map(({ rank }) => rank));
    if (highest === 0) break;
    const index = columns.findLastIndex(({ rank }) => rank === highest);
    leftOut.push(columns[index]!);
    columns = columns.toSpliced(index, 1);
    rows = rows.map((row) => row.toSpliced(index, 1));
  }
  const names = table.columns.filter((column) => leftOut.includes(column)).map(columnName);
  return { fitting: { columns, rows }, leftOut: names };
}

function columnName({ title, detail }: Column): string {
  return detail ? `${title} ${detail}` : title;
}

/** Characters of a line: a cell has a space on either side, and a border stands before, between and after cells. */
function boxWidth({ columns, rows }: Table): number {
  const widths = columns.map(({ title, detail }, i) =>
    Math.max((detail ?? title).length, ...rows.map((row) => row[i]!.text.length)),
  );
  let next = 0;
  let total = 1;
  for (const { text, span } of headingGroups(columns)) {
    const inner = widths.slice(next, next + span).reduce((sum, width) => sum + width + 3, -3);
    total += Math.max(inner, text.length) + 3;
    next += span;
  }
  return total;
}
