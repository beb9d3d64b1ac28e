import type { RequestRecord } from '@sagellm/bench-protocol';
import { sendLag } from '../request/send-lag.ts';
import { slice } from '../request/token-reads.ts';

/** What a server of known truth says of one request, in milliseconds of CLOCK_MONOTONIC. */
export type TrueRequest = {
  request_id: string;
  received_ms: number;
  /** Of each output token, the moment just before the write that carried it. */
  token_ms: readonly number[];
  end_ms?: number;
};

/** One request seen from both ends. Milliseconds; the client's stamp − the server's, or the other way round for `send`. */
export type JoinedRequest = {
  /** The server's receipt − our send. */
  send: number;
  /** Of each token, our arrival − its write; empty where nothing streamed. */
  tokens: number[];
  /** Of each gap between tokens, ours − the server's. */
  gaps: number[];
  /** Tokens that came in one socket read with the one before. */
  coalesced: number;
  end?: number;
  lag?: number;
  /** Of each token, the server's write − its plan; empty where nothing streamed. */
  lateness: number[];
};

export type Joined = { requests: JoinedRequest[]; leftOut: Record<string, number> };

export type JoinInput = {
  records: readonly RequestRecord[];
  tokenTimes: Uint32Array;
  truth: readonly TrueRequest[];
  /** CLOCK_MONOTONIC at run-relative 0. */
  clockOriginMs: number;
  plan: { ttftMs: number; itlMs: number };
};

/**
 * Joins what the client recorded with what the server did, by request id, on one clock. Measured requests only. Nothing
 * is guessed: a request without a truth, or whose ends do not agree on the number of tokens, is left out and counted.
 */
export function joinTruth({ records, tokenTimes, truth, clockOriginMs, plan }: JoinInput): Joined {
  const truths = Map.groupBy(truth, ({ request_id }) => request_id);
  const requests: JoinedRequest[] = [];
  const leftOut: Record<string, number> = {};
  for (const record of records) {
    if (record.phase !== 'measured') continue;
    const found = joinOne(record, truths.get(record.request_id) ?? [], { tokenTimes, clockOriginMs, plan });
    if (typeof found === 'string') leftOut[found] = (leftOut[found] ?? 0) + 1;
    else requests.push(found);
  }
  return { requests, leftOut };
}

function joinOne(
  record: RequestRecord,
  truths: readonly TrueRequest[],
  { tokenTimes, clockOriginMs, plan }: Pick<JoinInput, 'tokenTimes' | 'clockOriginMs' | 'plan'>,
): JoinedRequest | string {
  if (record.status !== 'completed') return record.status;
  if (record.sent_ms === undefined) return 'no stamp of the send';
  if (truths.length > 1) return 'served more than once';
  const [truth] = truths;
  if (!truth) return 'unknown to the server';
  const times = record.stream ? slice(tokenTimes, record.token_times) : new Uint32Array(0);
  if (!times || (record.stream && times.length !== truth.token_ms.length)) return 'other number of tokens';

  const sent = record.sent_ms + clockOriginMs;
  const arrivals = Array.from(times, (us) => sent + us / 1000);
  const tokens = arrivals.map((at, index) => at - truth.token_ms[index]!);
  const lag = sendLag(record);
  return {
    send: truth.received_ms - sent,
    tokens,
    gaps: tokens.slice(1).map((error, index) => error - tokens[index]!),
    coalesced: times.filter((at, index) => index > 0 && at === times[index - 1]).length,
    ...(record.end_ms === undefined || truth.end_ms === undefined
      ? {}
      : { end: record.end_ms + clockOriginMs - truth.end_ms }),
    ...(lag === undefined ? {} : { lag }),
    lateness: record.stream
      ? truth.token_ms.map((at, index) => at - (truth.received_ms + plan.ttftMs + index * plan.itlMs))
      : [],
  };
}
