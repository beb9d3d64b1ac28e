import { isObject, isText, tokenCount } from './json-shapes.ts';
import type { Reading } from './reading.ts';

/**
 * Takes an event of an engine's own stream: sageLLM's start, delta and end, LMDeploy's `/generate`, llama.cpp's
 * `/completion`. False where it is none of them.
 */
export function readNativeEvent(reading: Reading, chunk: Record<string, unknown>, at: number): boolean {
  if (Array.isArray(chunk.choices)) return false;
  if (isText(chunk.event)) readSagellm(reading, chunk, at);
  else if (isObject(chunk.meta_info)) readGenerate(reading, chunk, chunk.meta_info, at);
  else if (typeof chunk.stop === 'boolean' && 'content' in chunk) readLlama(reading, chunk, at);
  else return false;
  return true;
}

/** Its metrics are left alone: in what is published they are zeros that nobody measured. */
function readSagellm(reading: Reading, event: Record<string, unknown>, at: number): void {
  reading.usage.read({ prompt_tokens: event.prompt_tokens });
  if (event.event === 'delta') takeTokens(reading, event.content, idsOf(event.content_tokens), at);
  if (event.event !== 'end') return;
  const all = idsOf(event.output_tokens);
  if (all !== undefined && reading.tokenIds !== undefined && all !== reading.tokenIds) {
    reading.remarks.add(`the end event lists ${all} tokens, the deltas brought ${reading.tokenIds}`);
  }
  reading.tokenIds = all ?? reading.tokenIds;
  if (isText(event.finish_reason)) reading.finishReason ??= event.finish_reason;
}

/** Text and ids are those of the event, the counts cumulative. */
function readGenerate(
  reading: Reading,
  event: Record<string, unknown>,
  meta: Record<string, unknown>,
  at: number,
): void {
  reading.usage.read(meta);
  takeTokens(reading, event.text, idsOf(event.output_ids), at);
  const finish = isObject(meta.finish_reason) ? meta.finish_reason.type : meta.finish_reason;
  if (isText(finish)) reading.finishReason ??= finish;
}

const LLAMA_REASONS: Readonly<Record<string, string>> = { limit: 'length', eos: 'stop', word: 'stop' };

/** Ends with `stop: true`, without `[DONE]`. Ids come where `return_tokens` was asked; the count comes always. */
function readLlama(reading: Reading, event: Record<string, unknown>, at: number): void {
  const predicted = tokenCount(event.tokens_predicted);
  reading.usage.read({ completion_tokens: predicted, prompt_tokens: event.tokens_evaluated });
  const fresh = predicted === undefined ? undefined : predicted - reading.countedBefore;
  reading.countedBefore = predicted ?? reading.countedBefore;
  takeTokens(reading, event.content, idsOf(event.tokens) || fresh, at);
  if (event.stop === true) reading.finishReason ??= LLAMA_REASONS[String(event.stop_type)] ?? 'stop';
}

function idsOf(ids: unknown): number | undefined {
  return Array.isArray(ids) ? ids.length : undefined;
}

function takeTokens(reading: Reading, text: unknown, tokens: number | undefined, at: number): void {
  if (tokens !== undefined) reading.tokenIds = (reading.tokenIds ?? 0) + tokens;
  if (isText(text)) reading.hear(text, false, at);
  reading.tokens.add(at, isText(text) ? 'output' : 'nothing', tokens);
}
