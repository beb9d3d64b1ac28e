/** How long an engine takes, as formulas. All results are milliseconds. */
export type LatencyProfile = {
  readonly name: string;
  /** One line for people, e.g. `TTFT 50 ms, ITL 10 ms`. */
  readonly summary: string;
  /** From admission to the first token. `promptTokens` are those that no prefix cache holds. */
  firstTokenMs(promptTokens: number): number;
  /** From one token to the next, while `concurrency` requests run and this one holds `contextTokens`. */
  interTokenMs(concurrency: number, contextTokens: number): number;
  /** A batch of embeddings; `load` is the share of busy slots, 0..1. */
  embeddingMs(texts: number, load: number): number;
};

/** The same TTFT and ITL whatever the load; an embedding batch takes as long as a first token. */
export function constantProfile(options: { name?: string; ttftMs: number; itlMs: number }): LatencyProfile {
  const { ttftMs, itlMs } = options;
  return {
    name: options.name ?? `ttft=${ttftMs},itl=${itlMs}`,
    summary: `TTFT ${ttftMs} ms, ITL ${itlMs} ms`,
    firstTokenMs: () => ttftMs,
    interTokenMs: () => itlMs,
    embeddingMs: () => ttftMs,
  };
}
