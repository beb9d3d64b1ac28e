import { z } from 'zod';

/** Which OpenAI-compatible route a request goes to. */
export const Endpoint = z.enum(['chat', 'completions', 'embeddings']);
export type Endpoint = z.infer<typeof Endpoint>;

export const PromptMessage = z.object({
  role: z.enum(['system', 'user', 'assistant']),
  content: z.string(),
});
export type PromptMessage = z.infer<typeof PromptMessage>;

/** What is asked: one text, a conversation, token ids, or the texts of one embeddings call. */
export const PromptInput = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('text'), text: z.string() }),
  z.object({ kind: z.literal('messages'), messages: z.array(PromptMessage).min(1) }),
  z.object({ kind: z.literal('token-ids'), token_ids: z.array(z.int().nonnegative()).min(1) }),
  z.object({ kind: z.literal('texts'), texts: z.array(z.string()).min(1) }),
]);
export type PromptInput = z.infer<typeof PromptInput>;

/** Absent keys are left to the server's own default. */
export const Sampling = z.object({
  temperature: z.number().min(0).max(2).optional(),
  top_p: z.number().gt(0).max(1).optional(),
  top_k: z.int().min(-1).optional(),
  repetition_penalty: z.number().positive().optional(),
  seed: z.int().nonnegative().optional(),
});
export type Sampling = z.infer<typeof Sampling>;

/** One request as a dataset makes it: what to send, and how long prompt and answer are meant to be. */
export const BenchmarkRequest = z.object({
  request_id: z.string().min(1),
  workload: z.string().min(1),
  input: PromptInput,
  /** Tokens of the prompt's own text (all message contents), by the run's tokenizer; no chat template. */
  prompt_tokens: z.int().nonnegative(),
  max_tokens: z.int().positive(),
  /** Force exactly `max_tokens` where the server can (`ignore_eos`, `min_tokens`). */
  exact_output: z.boolean(),
  stream: z.boolean(),
  sampling: Sampling,
  kv_budget_tokens: z.int().positive().optional(),
  /** Requests of one conversation have the same; each one's history holds the recorded answers to those before it. */
  session_id: z.string().min(1).optional(),
  /** Place in the conversation, from 0. */
  turn: z.int().nonnegative().optional(),
  /** Pause between the end of the turn before and the sending of this one. */
  think_ms: z.number().nonnegative().optional(),
});
export type BenchmarkRequest = z.infer<typeof BenchmarkRequest>;
