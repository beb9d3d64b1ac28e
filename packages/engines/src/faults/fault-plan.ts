import type { Random } from '@sagellm/bench-random';
import { z } from 'zod';

/** How many tokens go out untouched before the fault. An answer that is not longer than that stays whole. */
const after_tokens = z.int().nonnegative().default(1);

/** What goes wrong with one reply. The engine decides who gets it; the server carries it out on the wire. */
export const WireFault = z.discriminatedUnion('kind', [
  /** The first token comes this much later. */
  z.object({ kind: z.literal('late'), delay_ms: z.number().positive().default(1000) }),
  /** Several tokens in one event. */
  z.object({ kind: z.literal('merged'), tokens: z.int().min(2).default(4) }),
  /** The role chunk leaves with the headers, long before the first token. */
  z.object({ kind: z.literal('role-first') }),
  /**
   * The reply stops without finish_reason and `[DONE]`: by a reset, by a FIN with the chunked body unfinished (a killed
   * server), or by an orderly end of the body.
   */
  z.object({ kind: z.literal('truncated'), after_tokens, end: z.enum(['reset', 'fin', 'orderly']).default('fin') }),
  /** An error event, then `[DONE]`; with `after_tokens: 0` it is the first event. */
  z.object({ kind: z.literal('stream-error'), after_tokens, message: z.string().default('the engine failed') }),
  /** `[Stream error: …]` as assistant text with finish_reason stop, as sageLLM's gateway does. */
  z.object({ kind: z.literal('error-as-text'), after_tokens }),
  z.object({
    kind: z.literal('http-error'),
    status: z.int().min(400).max(599).default(500),
    /** Header `Retry-After`, seconds. */
    retry_after_s: z.int().nonnegative().optional(),
  }),
  /** Silence that only the client ends: before the headers, before the first token, or after some tokens. */
  z.object({
    kind: z.literal('hang'),
    at: z.enum(['headers', 'first-token', 'middle']).default('first-token'),
    after_tokens,
  }),
  /** Usage that cannot be: no output tokens beside text, or more than max_tokens. */
  z.object({ kind: z.literal('wrong-usage'), usage: z.enum(['zero', 'above-limit']).default('zero') }),
  /** One event holds broken JSON; the stream goes on after it. */
  z.object({ kind: z.literal('malformed'), after_tokens }),
  /** Status 200, but a page instead of a stream. */
  z.object({ kind: z.literal('wrong-content-type'), content_type: z.string().default('text/html') }),
  /** A proper end without a token; or a stream without any event. */
  z.object({ kind: z.literal('empty'), reply: z.enum(['no-tokens', 'no-events']).default('no-tokens') }),
]);
export type WireFault = z.infer<typeof WireFault>;

/** Which requests get a fault. Requests are numbered from 0 in the order of their arrival, warm-up included. */
export const FaultRule = z.union([
  /** The n-th, the 2n-th, … (indexes n − 1, 2n − 1, …). */
  z.strictObject({ every: z.int().positive(), fault: WireFault }),
  /** This share of all, drawn by the engine's seed. */
  z.strictObject({ share: z.number().min(0).max(1), fault: WireFault }),
  z.strictObject({ indexes: z.array(z.int().nonnegative()), fault: WireFault }),
]);
export type FaultRule = z.infer<typeof FaultRule>;

/** The first rule that takes a request decides. */
export const FaultPlan = z.array(FaultRule);
export type FaultPlan = z.infer<typeof FaultPlan>;
/** A plan as one writes it: what has a default may be left away. */
export type FaultPlanInput = z.input<typeof FaultPlan>;

/** The fault of the request with this number. Depends on the plan, the seed and the number alone. */
export function faultOf(plan: FaultPlan, index: number, random: Random): WireFault | undefined {
  return plan.find((rule, position) => {
    if ('every' in rule) return index % rule.every === rule.every - 1;
    if ('indexes' in rule) return rule.indexes.includes(index);
    return random.fork(`fault ${position}`).fork(index).next() < rule.share;
  })?.fault;
}
