import { z } from 'zod';
import { Endpoint } from './benchmark-request.ts';
import { Failure } from './failure.ts';

/** Where the stamps come from. Runs of different sources are not compared silently. */
export const StampSource = z.enum(['socket', 'sdk', 'native', 'virtual']);
export type StampSource = z.infer<typeof StampSource>;

/** Who said how many tokens came. Ordered by trust: usage, token ids, tokenizer, events. */
export const TokenCountSource = z.enum(['usage', 'token-ids', 'tokenizer', 'events']);
export type TokenCountSource = z.infer<typeof TokenCountSource>;

/** A piece of `token-times.u32`, counted in values of four bytes. */
export const TokenTimesRef = z.object({ offset: z.int().nonnegative(), count: z.int().nonnegative() });
export type TokenTimesRef = z.infer<typeof TokenTimesRef>;

/** Run-relative milliseconds, rounded to microseconds. */
const moment = z.number();

const shared = {
  request_id: z.string(),
  workload: z.string(),
  /** Position in the workload's plan; records are judged in this order, not in the order they finished. */
  index: z.int().nonnegative(),
  phase: z.enum(['warmup', 'measured']),
  /** Conversation, place in it, and pause before this turn, where the dataset has conversations. */
  session_id: z.string().optional(),
  turn: z.int().nonnegative().optional(),
  think_ms: z.number().nonnegative().optional(),
  endpoint: Endpoint,
  stream: z.boolean(),
  stamp_source: StampSource,

  /** When the load plan wanted it sent, or its conversation was ready for it if that was later; open loops only. */
  due_ms: moment.optional(),
  /** First byte handed to the socket. */
  sent_ms: moment.optional(),
  /** Time that connecting took, when this request paid for a connect. Not part of TTFT. */
  connect_ms: z.number().nonnegative().optional(),
  headers_ms: moment.optional(),
  first_event_ms: moment.optional(),
  first_token_ms: moment.optional(),
  /** First output that is not reasoning. */
  first_output_ms: moment.optional(),
  last_token_ms: moment.optional(),
  /** End of the HTTP body, or the moment of failure. */
  end_ms: moment.optional(),

  /** Arrival of each token-bearing event, microseconds since `sent_ms`. Equal values came in one socket read. */
  token_times: TokenTimesRef.optional(),
  /** How many tokens each of these events brought, where the server's own counts say so. Same file, same count. */
  token_weights: TokenTimesRef.optional(),

  /** Own tokens of the prompt, by the run's tokenizer. */
  prompt_tokens: z.int().nonnegative(),
  /** What the server counted, chat template included. */
  prompt_tokens_usage: z.int().nonnegative().optional(),
  output_tokens: z.int().nonnegative().optional(),
  output_tokens_source: TokenCountSource.optional(),
  cached_tokens: z.int().nonnegative().optional(),
  reasoning_tokens: z.int().nonnegative().optional(),
  max_tokens: z.int().positive(),
  exact_output: z.boolean(),

  http_status: z.int().optional(),
  finish_reason: z.string().optional(),
  /** SSE events of any kind, and those that brought tokens. */
  events: z.int().nonnegative().optional(),
  token_events: z.int().nonnegative().optional(),
  /** Socket reads that carried body bytes. */
  reads: z.int().nonnegative().optional(),
  body_bytes: z.int().nonnegative().optional(),
  /** Fewer tokens came than the request forced. */
  short: z.literal(true).optional(),
  /** What the reader noticed on a reply it still accepts, e.g. a usage that differs from the events. */
  remarks: z.array(z.string()).optional(),
};

/** One request and what became of it: raw moments and counts, never derived numbers. One line of `requests.jsonl`. */
export const RequestRecord = z.discriminatedUnion('status', [
  z.object({ status: z.literal('completed'), ...shared }),
  z.object({ status: z.literal('failed'), failure: Failure, ...shared }),
  z.object({ status: z.literal('cancelled'), reason: z.string(), ...shared }),
]);
export type RequestRecord = z.infer<typeof RequestRecord>;
