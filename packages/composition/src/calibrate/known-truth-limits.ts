import type { PatternFacts } from '@sagellm/bench-protocol';
import type { CalibrationLoad } from './measure-error.ts';

/**
 * Tokens a second at which the known-truth server has hardly a queue of its own. Measured on two cores: at 13,000 its p99
 * is 20 ms late, at 38,000 its median is 28 ms, and requests wait 370 ms to be received, which no client did.
 */
const SERVER_TOKENS_PER_SECOND = 10_000;
/** Longer streams would leave too few requests for the time. */
const MOST_OUTPUT_TOKENS = 64;
const MOST_STREAM_MS = 1500;
const TTFT_MS = 20;
const ITL_MS = 5;

export type ServerLoad = { server: CalibrationLoad['server']; outputTokens: number };

/**
 * What the known-truth server is asked for in the place of a run's server, so that it is not itself what is measured. A
 * closed loop keeps its streams at once, so their gaps get longer; an open loop keeps its sends, so its streams get
 * shorter. Answers that do not stream are one write each.
 */
export function serverLoadLike(
  facts: PatternFacts,
  { output_tokens, stream }: { output_tokens: number; stream: boolean },
): ServerLoad {
  const atOnce = facts.kind === 'closed' ? facts.concurrency : 0;
  const itlMs = Math.max(ITL_MS, Math.ceil((atOnce * 1000) / SERVER_TOKENS_PER_SECOND));
  const onTime = facts.kind === 'open' && stream ? SERVER_TOKENS_PER_SECOND / facts.rate : Number.POSITIVE_INFINITY;
  const most = Math.floor(Math.min(MOST_OUTPUT_TOKENS, MOST_STREAM_MS / itlMs, onTime));
  return { server: { ttftMs: TTFT_MS, itlMs }, outputTokens: Math.min(output_tokens, Math.max(1, most)) };
}
