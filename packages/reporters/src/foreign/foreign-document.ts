import type { Block, Cell, Item, Table } from '../document/blocks.ts';
import { oneLine } from '../values/one-line.ts';
import { type Doubt, type ForeignReport, type ForeignRow, type ForeignTable, rowName } from './foreign-report.ts';
import { foreignText, shortText } from './foreign-text.ts';

/** The file for people: whose it is, what it says, and above all what is doubtful in it. */
export function foreignDocument(report: ForeignReport): Block[] {
  const { title, origin, simulated, facts, tables, doubts } = report;
  return [
    { kind: 'title', text: oneLine(title) },
    ...(simulated
      ? [{ kind: 'banner' as const, text: 'SIMULATED: these numbers are made by a formula, not measured.' }]
      : []),
    {
      kind: 'banner',
      text: `Numbers of the Python ${origin.product}, as it wrote them; not measured by this program.`,
    },
    {
      kind: 'facts',
      facts: [
        { label: 'file', text: origin.file },
        { label: 'written by', text: `${origin.product} ${origin.command}` },
        ...facts.map(({ label, text }) => ({ label, text: shortText(text) })),
      ],
    },
    ...tables.flatMap((table): Block[] => [
      { kind: 'heading', text: table.title },
      { kind: 'table', table: narrower(table, doubts) },
    ]),
    { kind: 'paragraph', text: ['? doubtful, see below   – not measured'] },
    { kind: 'heading', text: `What is doubtful (${doubts.length})` },
    { kind: 'list', items: doubts.map(doubtItem) },
  ];
}

function wide({ labels, columns, rows }: ForeignTable, doubts: Doubt[]): Table {
  return {
    columns: [
      ...labels.map((title, index) => ({ title, align: 'left' as const, rank: index === 0 ? 0 : 1 })),
      ...columns.map((title, index) => ({ title: oneLine(title), align: 'right' as const, rank: index + 2 })),
    ],
    rows: rows.map((row) => [...row.labels.map((text) => ({ text })), ...columns.map((key) => cell(key, row, doubts))]),
  };
}

function tall({ labels, columns, rows }: ForeignTable, doubts: Doubt[]): Table {
  return {
    columns: [
      { title: labels.join(' · ') || 'key', align: 'left', rank: 0 },
      ...rows.map((row, index) => ({ title: oneLine(rowName(row)) || 'value', align: 'right' as const, rank: index })),
    ],
    rows: columns.map((key) => [{ text: oneLine(key) }, ...rows.map((row) => cell(key, row, doubts))]),
  };
}

function cell(key: string, row: ForeignRow, doubts: Doubt[]): Cell {
  const value = row.values[key];
  const text = foreignText(key, value);
  if (value === undefined) return { text, tone: 'dim' };
  return doubtsAbout(key, row, doubts).length > 0 ? { text: `${text} ?`, tone: 'warn' } : { text };
}

/** Long names over short numbers: mostly a line a key takes less room than a line a row. */
function narrower(table: ForeignTable, doubts: Doubt[]): Table {
  const [asTall, asWide] = [tall(table, doubts), wide(table, doubts)];
  return widthOf(asTall) <= widthOf(asWide) ? asTall : asWide;
}

function widthOf({ columns, rows }: Table): number {
  const widths = columns.map(({ title }, i) => Math.max(title.length, ...rows.map((row) => row[i]!.text.length)));
  return widths.reduce((sum, width) => sum + width + 3, 0);
}

/** The doubts that touch one value. */
export function doubtsAbout(key: string, row: ForeignRow, doubts: readonly Doubt[]): Doubt[] {
  return doubts.filter(({ keys, rows }) => keys?.includes(key) && (rows === undefined || rows.includes(rowName(row))));
}

function doubtItem({ keys, rows, says, because }: Doubt): Item {
  const about = [...(keys ? [shortened(keys).join(', ')] : []), ...(rows ? [rows.join(', ')] : [])].join('; ');
  return { label: says, text: `${because}${about ? ` (${about})` : ''}`, tone: 'warn' };
}

/** Keys as they are; several of one branch as `llm.ttft_ms.*`, several of one name as `*.avg_ttft_ms`. */
function shortened(keys: string[]): string[] {
  const branches = Map.groupBy(keys, (key) => key.replace(/\.[^.]*$/, ''));
  const [whole, rest] = [
    [...branches].filter(([, held]) => held.length > 2),
    [...branches].filter(([, held]) => held.length <= 2),
  ];
  const leaves = Map.groupBy(
    rest.flatMap(([, held]) => held),
    (key) => key.replace(/^.*\./, ''),
  );
  const single = [...leaves].flatMap(([leaf, held]) => (held.length > 1 ? [`*.${leaf}`] : held));
  return [...whole.map(([branch]) => `${branch}.*`), ...single];
}
