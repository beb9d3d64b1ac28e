import type { Trace } from './trace.ts';

export type RowLimits = { maxPromptTokens?: number | undefined; maxTotalTokens?: number | undefined };

/** The trace without its longer rows, which are counted; the first that is left stands at 0. */
export function shortRows(trace: Trace, { maxPromptTokens, maxTotalTokens }: RowLimits): Trace {
  if (maxPromptTokens === undefined && maxTotalTokens === undefined) return trace;
  const { momentsMs, inputTokens, outputTokens } = trace;
  const kept: number[] = [];
  const skipped: Record<string, number> = { ...trace.skipped };
  for (const [row, prompt] of inputTokens.entries()) {
    const reason =
      prompt > (maxPromptTokens ?? Number.POSITIVE_INFINITY)
        ? 'more prompt tokens than allowed'
        : prompt + outputTokens[row]! > (maxTotalTokens ?? Number.POSITIVE_INFINITY)
          ? 'more tokens in all than allowed'
          : undefined;
    if (reason === undefined) kept.push(row);
    else skipped[reason] = (skipped[reason] ?? 0) + 1;
  }
  const first = momentsMs[kept[0] ?? 0]!;
  return {
    ...trace,
    skipped,
    momentsMs: Float64Array.from(kept, (row) => momentsMs[row]! - first),
    inputTokens: Uint32Array.from(kept, (row) => inputTokens[row]!),
    outputTokens: Uint32Array.from(kept, (row) => outputTokens[row]!),
  };
}
