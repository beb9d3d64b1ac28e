import { Sampling } from '@sagellm/bench-protocol';
import { z } from 'zod';

/** OpenAI clients write `null` for what they leave to the server. Unknown keys are ignored, as real servers do. */
const shared = {
  model: z.string().nullish(),
  max_tokens: z.int().min(1).nullish(),
  min_tokens: z.int().min(0).nullish(),
  ignore_eos: z.boolean().nullish(),
  stop: z.union([z.string(), z.array(z.string()).max(16)], 'must be a text or a list of up to 16 texts').nullish(),
  n: z.literal(1, 'only one choice is made: n must be 1').nullish(),
  temperature: Sampling.shape.temperature.nullish(),
  top_p: Sampling.shape.top_p.nullish(),
  top_k: Sampling.shape.top_k.nullish(),
  repetition_penalty: Sampling.shape.repetition_penalty.nullish(),
  seed: Sampling.shape.seed.nullish(),
  stream: z.boolean().nullish(),
  stream_options: z
    .object({ include_usage: z.boolean().nullish(), continuous_usage_stats: z.boolean().nullish() })
    .nullish(),
};

const TextParts = z
  .array(z.object({ type: z.literal('text'), text: z.string() }))
  .transform((parts) => parts.map((part) => part.text).join(''));

export const ChatBody = z.object({
  ...shared,
  messages: z
    .array(
      z.object({
        role: z.enum(['system', 'developer', 'user', 'assistant']),
        content: z.union([z.string(), TextParts], 'must be a text or a list of text parts'),
      }),
    )
    .min(1),
  max_completion_tokens: z.int().min(1).nullish(),
  logprobs: z.literal(false, 'logprobs are not given').nullish(),
});
export type ChatBody = z.infer<typeof ChatBody>;

const TokenIds = z.array(z.int().nonnegative()).min(1);

export const CompletionsBody = z.object({
  ...shared,
  prompt: z.union(
    [z.string(), TokenIds, z.tuple([z.string()]), z.tuple([TokenIds])],
    'must be one text or one list of token ids',
  ),
  echo: z.literal(false, 'echo is not supported').nullish(),
  logprobs: z.literal(0, 'logprobs are not given').nullish(),
});
export type CompletionsBody = z.infer<typeof CompletionsBody>;

const Text = z.string().min(1, 'a text to embed must not be empty');

export const EmbeddingsBody = z.object({
  model: z.string().nullish(),
  input: z
    .union([Text, z.array(Text).min(1)], 'must be a text or a list of texts, none of them empty')
    .transform((input) => (typeof input === 'string' ? [input] : input)),
  encoding_format: z.enum(['float', 'base64']).nullish(),
  dimensions: z.undefined('the number of dimensions cannot be chosen').nullish(),
});
export type EmbeddingsBody = z.infer<typeof EmbeddingsBody>;

export const TokenizeBody = z.union(
  [
    z.object({ model: z.string().nullish(), messages: ChatBody.shape.messages }),
    z.object({ model: z.string().nullish(), prompt: z.string() }),
  ],
  'needs a prompt or messages',
);
