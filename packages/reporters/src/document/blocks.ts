/** What a reader should feel about a piece of text; a terminal may colour it, a page need not. */
export type Tone = 'good' | 'bad' | 'warn' | 'dim';

export type Cell = { text: string; tone?: Tone };

export type Column = {
  /** Neighbours of the same title and unit stand under one heading; `detail` tells them apart. */
  title: string;
  unit?: string;
  detail?: string;
  align: 'left' | 'right';
  /** What a narrow terminal leaves out first: the highest rank. 0 always stays. */
  rank: number;
};

export type Table = {
  columns: Column[];
  rows: Cell[][];
  /** Where a reader finds the columns that a terminal has no room for; absent: the other formats of a report. */
  elsewhere?: string;
};

/** A line of a list. `label` stands out, `remedy` says what to do. */
export type Item = { label?: string; text: string; remedy?: string; tone?: Tone };

/** A named statement, for the head of a report. */
export type Fact = { label: string; text: string; tone?: Tone };

/** A piece of running text, or something to type as it is. */
export type Inline = string | { code: string };

/** A report for people, before it is known whether it goes to a terminal or a page. */
export type Block =
  | { kind: 'title'; text: string }
  | { kind: 'heading'; text: string }
  | { kind: 'banner'; text: string }
  | { kind: 'facts'; facts: Fact[] }
  | { kind: 'table'; table: Table }
  | { kind: 'list'; items: Item[] }
  | { kind: 'paragraph'; text: Inline[] };
