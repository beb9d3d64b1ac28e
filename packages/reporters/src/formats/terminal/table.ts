import Box from 'cli-table3';
import type { Cell, Table } from '../../document/blocks.ts';
import { oneLine } from '../../values/one-line.ts';
import { fitColumns } from './fit-columns.ts';
import { headingGroups } from './heading-groups.ts';
import type { Paint } from './paint.ts';

/** A boxed table that fits the width by leaving columns out, never by breaking cells. `leftOut` names them. */
export function boxedTable(table: Table, width: number | undefined, paint: Paint): { text: string; leftOut: string[] } {
  const { fitting, leftOut } = fitColumns(plain(table), width);
  const { columns, rows } = fitting;
  const box = new Box({ colAligns: columns.map(({ align }) => align), style: { head: [], border: [] } });
  const upper = headingGroups(columns).map(({ text, span }) => ({
    content: paint.heading(text),
    colSpan: span,
    ...(span > 1 ? { hAlign: 'center' as const } : {}),
  }));
  box.push(
    upper,
    columns.map(({ title, detail }) => paint.heading(detail ?? title)),
    ...rows.map((row) => row.map(({ text, tone }) => paint.tone(text, tone))),
  );
  return { text: withoutInnerRules(box.toString()), leftOut };
}

function plain({ columns, rows }: Table): Table {
  return { columns, rows: rows.map((row) => row.map((cell): Cell => ({ ...cell, text: oneLine(cell.text) }))) };
}

/** Of the rules between rows only the one under the two lines of headings stays. */
function withoutInnerRules(box: string): string {
  const RULE_AFTER_HEADINGS = 4;
  return box
    .split('\n')
    .filter((line, index) => !line.startsWith('├') || index === RULE_AFTER_HEADINGS)
    .join('\n');
}
