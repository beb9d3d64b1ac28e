export type ForeignProduct = 'isagellm-benchmark' | 'isagellm-control-plane-benchmark';

export type ForeignKind =
  | 'summary'
  | 'workload-metrics'
  | 'leaderboard'
  | 'perf-e2e'
  | 'perf-operator'
  | 'compare-target'
  | 'compare'
  | 'nonstream-target'
  | 'nonstream-compare'
  | 'policy-run'
  | 'policy-run-hybrid'
  | 'rate-sweep'
  | 'experiment'
  | 'run-config'
  | 'engine-response'
  | 'workload-template';

/** A file of a Python product as data: what it says, under its own names, and what is doubtful in it. */
export type ForeignReport = {
  kind: ForeignKind;
  title: string;
  origin: { product: ForeignProduct; command: string; file: string };
  /** The numbers are made by a formula, and the file says so. */
  simulated: boolean;
  facts: ForeignFact[];
  tables: ForeignTable[];
  doubts: Doubt[];
};

type ForeignFact = { label: string; text: string };

export type Scalar = number | string | boolean;

/** Keys are spelled as in the file; a nested one is a path with dots. */
export type ForeignTable = {
  title: string;
  /** What tells rows apart, as names of columns. */
  labels: string[];
  columns: string[];
  rows: ForeignRow[];
};

/** A key that is not in `values` was not measured. */
export type ForeignRow = { labels: string[]; values: Record<string, Scalar> };

/** Something in the file that a reader should not take at face value. */
export type Doubt = {
  code: string;
  /** The keys that it makes doubtful, as spelled in the tables. Absent: it is about the file as a whole. */
  keys?: string[];
  /** Only these rows, by their labels; absent means all. */
  rows?: string[];
  says: string;
  because: string;
};

/** A row's name wherever a single text is wanted. */
export function rowName({ labels }: ForeignRow): string {
  return labels.join(' · ');
}
