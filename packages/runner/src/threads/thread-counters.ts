/** What a thread tells without being asked: numbers that it alone writes and others read at any time. */
export type ThreadCounts = {
  /** Requests that its loop has taken from its stock. */
  taken: number;
  issued: number;
  completed: number;
  failed: number;
  cancelled: number;
  inFlight: number;
  outputTokens: number;
  /** Sends for which no request lay ready. */
  starved: number;
};

const names: readonly (keyof ThreadCounts)[] = [
  'taken',
  'issued',
  'completed',
  'failed',
  'cancelled',
  'inFlight',
  'outputTokens',
  'starved',
];

export function createCounters(threads: number): SharedArrayBuffer {
  return new SharedArrayBuffer(threads * names.length * Float64Array.BYTES_PER_ELEMENT);
}

/** The counters of one thread as properties. */
export function countersOf(shared: SharedArrayBuffer, thread: number): ThreadCounts {
  const bytes = names.length * Float64Array.BYTES_PER_ELEMENT;
  const values = new Float64Array(shared, thread * bytes, names.length);
  const view = {};
  for (const [index, name] of names.entries()) {
    Object.defineProperty(view, name, {
      enumerable: true,
      get: () => values[index],
      set: (value: number) => {
        values[index] = value;
      },
    });
  }
  return view as ThreadCounts;
}

/** A sum over all threads, e.g. of the failures that a limit counts. */
export function sumOf(shared: SharedArrayBuffer, name: keyof ThreadCounts): number {
  const values = new Float64Array(shared);
  let sum = 0;
  for (let at = names.indexOf(name); at < values.length; at += names.length) sum += values[at]!;
  return sum;
}
