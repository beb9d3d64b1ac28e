import type { Trace, TraceRow } from './trace.ts';

type Columns = Pick<Trace, 'momentsMs' | 'inputTokens' | 'outputTokens'>;

/** Rows as they come, in sixteen bytes each: a trace of a month has millions. */
export function createRowColumns() {
  let columns = emptyColumns(1024);
  let length = 0;
  return {
    get length() {
      return length;
    },
    push({ momentMs, inputTokens, outputTokens }: TraceRow): void {
      if (length === columns.momentsMs.length) columns = copied(columns, 2 * length);
      columns.momentsMs[length] = momentMs;
      columns.inputTokens[length] = inputTokens;
      columns.outputTokens[length] = outputTokens;
      length++;
    },
    /** All rows, the first at 0. */
    finish(): Columns {
      const { momentsMs, inputTokens, outputTokens } = columns;
      const first = momentsMs[0]!;
      return {
        momentsMs: momentsMs.subarray(0, length).map((moment) => moment - first),
        inputTokens: inputTokens.slice(0, length),
        outputTokens: outputTokens.slice(0, length),
      };
    },
  };
}

function emptyColumns(size: number): Columns {
  return {
    momentsMs: new Float64Array(size),
    inputTokens: new Uint32Array(size),
    outputTokens: new Uint32Array(size),
  };
}

function copied(from: Columns, size: number): Columns {
  const to = emptyColumns(size);
  to.momentsMs.set(from.momentsMs);
  to.inputTokens.set(from.inputTokens);
  to.outputTokens.set(from.outputTokens);
  return to;
}
