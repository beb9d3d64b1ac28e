import { z } from 'zod';
import { orNull } from './field-types.ts';
import { created } from './openai-chat.ts';

/** The prompt is one text: neither a list nor token ids. */
export const CompletionRequest = z.object({
  model: z.string(),
  prompt: z.string(),
  temperature: z.number().min(0).max(2).default(1),
  max_tokens: orNull(z.int()),
  stream: z.boolean().default(false),
  top_p: orNull(z.number().gt(0).max(1)),
  n: z.int().default(1),
  stop: orNull(z.union([z.string(), z.array(z.string())])),
  user: orNull(z.string()),
  trace_id: orNull(z.string()),
});
export type CompletionRequest = z.infer<typeof CompletionRequest>;

export const CompletionChoice = z.object({
  index: z.int(),
  text: z.string(),
  finish_reason: z.enum(['stop', 'length', 'content_filter']).nullable(),
});
export type CompletionChoice = z.infer<typeof CompletionChoice>;

export const CompletionUsage = z.object({
  prompt_tokens: z.int(),
  completion_tokens: z.int(),
  total_tokens: z.int(),
});
export type CompletionUsage = z.infer<typeof CompletionUsage>;

export const CompletionResponse = z.object({
  id: z.string(),
  object: z.literal('text_completion').default('text_completion'),
  created,
  model: z.string(),
  choices: z.array(CompletionChoice),
  usage: CompletionUsage,
  trace_id: orNull(z.string()),
});
export type CompletionResponse = z.infer<typeof CompletionResponse>;

/** Token ids are not accepted. */
export const EmbeddingRequest = z.object({
  input: z.union([z.string(), z.array(z.string())]),
  model: z.string(),
  encoding_format: z.enum(['float', 'base64']).default('float'),
  dimensions: orNull(z.int()),
  user: orNull(z.string()),
});
export type EmbeddingRequest = z.infer<typeof EmbeddingRequest>;

/** Numbers only: base64 can be asked for and cannot be answered. */
export const EmbeddingData = z.object({
  object: z.literal('embedding').default('embedding'),
  embedding: z.array(z.number()),
  index: z.int(),
});
export type EmbeddingData = z.infer<typeof EmbeddingData>;

export const EmbeddingUsage = z.object({ prompt_tokens: z.int(), total_tokens: z.int() });
export type EmbeddingUsage = z.infer<typeof EmbeddingUsage>;

export const EmbeddingResponse = z.object({
  object: z.literal('list').default('list'),
  data: z.array(EmbeddingData),
  model: z.string(),
  usage: EmbeddingUsage,
});
export type EmbeddingResponse = z.infer<typeof EmbeddingResponse>;

export const ModelInfo = z.object({
  id: z.string(),
  object: z.literal('model').default('model'),
  created,
  owned_by: z.string().default('sagellm'),
});
export type ModelInfo = z.infer<typeof ModelInfo>;

export const ModelListResponse = z.object({
  object: z.literal('list').default('list'),
  data: z.array(ModelInfo),
});
export type ModelListResponse = z.infer<typeof ModelListResponse>;

/** A numeric code fails. sageLLM's gateway does not use this form. */
export const OpenAIError = z.object({
  message: z.string(),
  type: z.string(),
  param: orNull(z.string()),
  code: orNull(z.string()),
});
export type OpenAIError = z.infer<typeof OpenAIError>;

export const OpenAIErrorResponse = z.object({ error: OpenAIError });
export type OpenAIErrorResponse = z.infer<typeof OpenAIErrorResponse>;
