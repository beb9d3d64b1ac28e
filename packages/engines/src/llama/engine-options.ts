import { usageError } from '@sagellm/bench-protocol';
import { z } from 'zod';

/** How a llama.cpp engine is set up. */
export const LlamaEngineOptions = z.strictObject({
  /** A GGUF file. */
  modelPath: z.string().min(1),
  /** Requests that run at the same time; llama.cpp allows 256. */
  slots: z.int().min(1).max(256).default(4),
  /** Tokens of prompt and answer together, for each slot. A model trained for fewer gets fewer; absent asks for 4096. */
  contextSize: z.int().min(2).optional(),
  /** Tokens that one step evaluates at most, over all slots. */
  batchSize: z.int().positive().default(512),
  /** llama.cpp's threads wait for each other by spinning: as many as there are cores is slower than one, by far. */
  threads: z.int().positive().default(1),
  /** Keep a slot's tokens and reuse those that the next prompt begins with. */
  prefixCache: z.boolean().default(true),
  /** Name to answer to; the file's own otherwise. */
  modelName: z.string().min(1).optional(),
  /** Requests that may wait for a slot; one more is refused with status 503. */
  maxWaiting: z.int().nonnegative().default(10_000),
  /** Seeds those requests that sample and bring no seed of their own. */
  seed: z.int().nonnegative().default(0),
});
export type LlamaEngineOptions = z.input<typeof LlamaEngineOptions>;
export type LlamaEngineSettings = z.output<typeof LlamaEngineOptions>;

/** Throws a usage error that names the option. */
export function parseLlamaEngineOptions(options: LlamaEngineOptions): LlamaEngineSettings {
  const parsed = LlamaEngineOptions.safeParse(options);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw usageError(`llama.cpp engine: ${problems.join('; ')}`);
}
