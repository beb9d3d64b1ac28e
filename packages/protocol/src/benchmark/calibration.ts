import { z } from 'zod';
import { PatternFacts } from './pattern-facts.ts';

/** Errors in milliseconds, told − true: above 0 the client says more than happened. */
export const ErrorFigures = z.object({
  n: z.int().positive(),
  mean: z.number(),
  p50: z.number(),
  /** From 100 values on. */
  p99: z.number().optional(),
  min: z.number(),
  max: z.number(),
});
export type ErrorFigures = z.infer<typeof ErrorFigures>;

/** An error and the two sides that it is the sum of, request by request. */
export const SidedError = z.object({
  total: ErrorFigures,
  /** The server's receipt − our stamp of the send. The server's wake-up is in it. */
  send: ErrorFigures,
  /** Our stamp of the arrival − the server's write. */
  receive: ErrorFigures,
});
export type SidedError = z.infer<typeof SidedError>;

/**
 * The error of the instrument itself: a load sent to a server of known truth on the same machine, and what the records
 * say held against what that server stamped, request by request, on one clock. An upper bound: the way over loopback and
 * the wake-up of the server's own process are inside.
 */
export const Calibration = z.object({
  /** Workloads of the run whose load this imitates; absent for a calibration of its own. */
  workloads: z.array(z.string()).optional(),
  pattern: PatternFacts,
  /** The first requests of a closed loop began spread over so long: in lock step they would queue in the server. */
  start_spread_ms: z.number().nonnegative().optional(),
  threads: z.int().positive(),
  transport: z.string(),
  endpoint: z.enum(['chat', 'completions']),
  stream: z.boolean(),
  prompt_tokens: z.int().positive(),
  output_tokens: z.int().positive(),
  /** Tokens of an answer of those workloads, where that is more: fewer tokens a second than the run may have. */
  run_output_tokens: z.int().positive().optional(),
  /** What the server planned: time to the first token, and from each to the next. */
  server: z.object({ ttft_ms: z.number().nonnegative(), itl_ms: z.number().nonnegative() }),
  /** Seconds from the first send to the last end. */
  seconds: z.number().nonnegative().optional(),
  issued: z.int().nonnegative(),
  /** Requests with a truth and a complete record that agree on the number of tokens. */
  joined: z.int().nonnegative(),
  /** The others, counted by reason. */
  left_out: z.record(z.string(), z.int().positive()),
  /** Tokens of the joined requests, and those that came in one socket read with the token before. */
  tokens: z.int().nonnegative(),
  coalesced_tokens: z.int().nonnegative(),
  ttft_error_ms: SidedError.optional(),
  /** Of gaps between tokens, paired by their number: the size of the error, whichever its sign. All of it is on the receive side. */
  itl_error_ms: ErrorFigures.optional(),
  /** Mean of the same errors with their sign: what they move a mean ITL by. */
  itl_bias_ms: z.number().optional(),
  e2el_error_ms: SidedError.optional(),
  /** Open loops: sent − due. */
  send_lag_ms: ErrorFigures.optional(),
  /** Write of each token − the server's plan, from the receipt of the request on. No error of the client. */
  server_lateness_ms: ErrorFigures.optional(),
});
export type Calibration = z.infer<typeof Calibration>;
