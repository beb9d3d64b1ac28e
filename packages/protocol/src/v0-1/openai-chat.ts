import { z } from 'zod';
import { orNull } from './field-types.ts';

/** The content is one text: no null, no parts, and no role `developer`. */
export const ChatMessage = z.object({
  role: z.enum(['system', 'user', 'assistant', 'function', 'tool']),
  content: z.string(),
  name: orNull(z.string()),
});
export type ChatMessage = z.infer<typeof ChatMessage>;

/** What other servers also take (`stream_options`, `seed`, `tools`, `ignore_eos`, …) is dropped without a word. */
export const ChatCompletionRequest = z.object({
  model: z.string(),
  messages: z.array(ChatMessage),
  temperature: z.number().min(0).max(2).default(1),
  max_tokens: orNull(z.int()),
  stream: z.boolean().default(false),
  top_p: orNull(z.number().gt(0).max(1)),
  n: z.int().default(1),
  stop: orNull(z.union([z.string(), z.array(z.string())])),
  presence_penalty: z.number().min(-2).max(2).default(0),
  frequency_penalty: z.number().min(-2).max(2).default(0),
  user: orNull(z.string()),
  session_id: orNull(z.string()),
  trace_id: orNull(z.string()),
});
export type ChatCompletionRequest = z.infer<typeof ChatCompletionRequest>;

/** An engine's "error" has no place here. */
export const ChatFinishReason = z.enum(['stop', 'length', 'content_filter', 'tool_calls']);
export type ChatFinishReason = z.infer<typeof ChatFinishReason>;

export const ChatCompletionChoice = z.object({
  index: z.int(),
  message: ChatMessage,
  finish_reason: ChatFinishReason.nullable(),
});
export type ChatCompletionChoice = z.infer<typeof ChatCompletionChoice>;

/** Without bounds, and the sum is not checked. */
export const ChatCompletionUsage = z.object({
  prompt_tokens: z.int(),
  completion_tokens: z.int(),
  total_tokens: z.int(),
});
export type ChatCompletionUsage = z.infer<typeof ChatCompletionUsage>;

/** Seconds since the epoch. Python fills in the reader's own clock when it is left out; here it stays absent. */
export const created = z.int().optional();

export const ChatCompletionResponse = z.object({
  id: z.string(),
  object: z.literal('chat.completion').default('chat.completion'),
  created,
  model: z.string(),
  choices: z.array(ChatCompletionChoice),
  usage: ChatCompletionUsage,
  trace_id: orNull(z.string()),
});
export type ChatCompletionResponse = z.infer<typeof ChatCompletionResponse>;

export const ChatCompletionStreamDelta = z.object({ role: orNull(z.string()), content: orNull(z.string()) });
export type ChatCompletionStreamDelta = z.infer<typeof ChatCompletionStreamDelta>;

export const ChatCompletionStreamChoice = z.object({
  index: z.int(),
  delta: ChatCompletionStreamDelta,
  finish_reason: orNull(ChatFinishReason),
});
export type ChatCompletionStreamChoice = z.infer<typeof ChatCompletionStreamChoice>;

/** It has no usage, so a stream in this form cannot carry token counts. */
export const ChatCompletionStreamResponse = z.object({
  id: z.string(),
  object: z.literal('chat.completion.chunk').default('chat.completion.chunk'),
  created,
  model: z.string(),
  choices: z.array(ChatCompletionStreamChoice),
});
export type ChatCompletionStreamResponse = z.infer<typeof ChatCompletionStreamResponse>;
