import Box from 'cli-table3';
import type { Cell, Table } from '../../document/blocks.ts';
import { oneLine } from '../../values/one-line.ts';
import type { Paint } from './paint.ts';

const PADDING = 2;
const BORDER = 1;

/** A boxed table that fits the width by leaving columns out, never by breaking cells. `leftOut` names them. */
export function boxedTable(table: Table, width: number | undefined, paint: Paint): { text: string; leftOut: string[] } {
  const { fitting, leftOut } = fit(plainTable(table), width);
  const box = new Box({
    head: fitting.columns.map(({ title, detail }) => paint.heading(detail ? `${title}\n${detail}` : `\n${title}`)),
    colAligns: fitting.columns.map(({ align }) => align),
    style: { head: [], border: [], compact: true },
  });
  for (const row of fitting.rows) box.push(row.map(({ text, tone }) => paint.tone(text, tone)));
  return { text: box.toString(), leftOut };
}

function plainTable({ columns, rows }: Table): Table {
  return { columns, rows: rows.map((row) => row.map((cell): Cell => ({ ...cell, text: oneLine(cell.text) }))) };
}

function fit(table: Table, width: number | undefined): { fitting: Table; leftOut: string[] } {
  const leftOut: string[] = [];
  let fitting = table;
  while (width !== undefined && tableWidth(fitting) > width) {
    const highest = Math.max(...fitting.columns.map(({ rank }) => rank));
    if (highest === 0) break;
    const index = fitting.columns.findLastIndex(({ rank }) => rank === highest);
    const { title, detail } = fitting.columns[index]!;
    leftOut.unshift(detail ? `${title} ${detail}` : title);
    fitting = {
      columns: fitting.columns.toSpliced(index, 1),
      rows: fitting.rows.map((row) => row.toSpliced(index, 1)),
    };
  }
  return { fitting, leftOut };
}

function tableWidth({ columns, rows }: Table): number {
  const widths = columns.map(({ title, detail }, i) =>
    Math.max(title.length, detail?.length ?? 0, ...rows.map((row) => row[i]!.text.length)),
  );
  return widths.reduce((sum, width) => sum + width + PADDING + BORDER, BORDER);
}
