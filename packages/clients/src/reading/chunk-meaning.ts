import { readErrorObject } from './error-body.ts';
import { isObject, isText, parseJson } from './json-shapes.ts';
import { readNativeEvent } from './native-events.ts';
import type { Reading } from './reading.ts';
import { usageOfTimings } from './usage.ts';

/** What sageLLM's gateway writes as assistant text when its engine failed. */
const ERROR_AS_TEXT = '[Stream error: ';

/** Takes one event of a stream for what it means: tokens, usage, the finish, an error, or nothing. */
export function readChunk(reading: Reading, type: string | undefined, data: string, at: number): void {
  if (data === '' || !isExpected(reading, at)) return;
  if (data === '[DONE]' || data.trim() === '[DONE]') {
    reading.done = at;
    return;
  }
  const chunk = parseJson(data);
  if (!isObject(chunk)) readWhatIsNoChunk(reading, type, data, at);
  else readObject(reading, type, chunk, at);
}

/** The same for an event without a type that was parsed before. */
export function readFamiliar(reading: Reading, means: '[DONE]' | Readonly<Record<string, unknown>>, at: number): void {
  if (!isExpected(reading, at)) return;
  if (means === '[DONE]') reading.done = at;
  else readObject(reading, undefined, means, at);
}

function readObject(reading: Reading, type: string | undefined, chunk: Record<string, unknown>, at: number): void {
  if (type === 'error' || chunk.object === 'error' || (chunk.error !== undefined && chunk.error !== null)) {
    const { message, code } = readErrorObject(chunk, reading.secret);
    reading.fail(at, { class: 'stream-error', message, ...(code ? { code } : {}) });
  } else if (!readNativeEvent(reading, chunk, at)) readChoices(reading, chunk, at);
}

/**
 * The same for an event that is known to bring text and nothing else, but perhaps the counts of its usage (-1 where it
 * does not).
 */
export function readPlainChunk(reading: Reading, promptTokens: number, completionTokens: number, at: number): void {
  if (!isExpected(reading, at)) return;
  reading.usage.count(promptTokens, completionTokens);
  reading.carried = true;
  const total = completionTokens < 0 ? undefined : reading.usage.completionTokens;
  reading.tokens.add(at, 'output', newTokens(reading, total, 'output'));
}

/** Counts an event, if it may still mean something. */
function isExpected(reading: Reading, at: number): boolean {
  if (reading.settled) {
    if (reading.done !== undefined) reading.remarks.add('events after [DONE] were ignored');
    return false;
  }
  reading.firstEvent ??= at;
  reading.events++;
  return true;
}

function readChoices(reading: Reading, chunk: Record<string, unknown>, at: number): void {
  let total = readCounts(reading, chunk);
  const choices = Array.isArray(chunk.choices) ? chunk.choices : [];
  for (const choice of choices) {
    if (!isObject(choice)) continue;
    if (typeof choice.index === 'number' && choice.index > 0) reading.remarks.add('more than one choice came');
    const finish = isText(choice.finish_reason) ? choice.finish_reason : undefined;
    const delta = isObject(choice.delta) ? choice.delta : undefined;
    const text = delta ? delta.content : choice.text;
    if (finish !== undefined && isText(text) && text.startsWith(ERROR_AS_TEXT)) {
      failAsText(reading, text, at);
      return;
    }
    const carries = carriedBy(reading, delta, text, at);
    const counted = newTokens(reading, total, carries);
    reading.tokens.add(at, carries, readTokenIds(reading, choice) ?? counted);
    // One count speaks for all choices of a chunk.
    total = undefined;
    if (finish !== undefined) reading.finishReason ??= finish;
  }
}

/** Output tokens so far, where the chunk tells: by usage, or by llama.cpp's timings. */
function readCounts(reading: Reading, chunk: Record<string, unknown>): number | undefined {
  const usage = isObject(chunk.usage) ? chunk.usage : undefined;
  const timings = isObject(chunk.timings) ? usageOfTimings(chunk.timings) : undefined;
  if (usage) reading.usage.read(usage);
  if (timings) reading.usage.read(timings);
  return usage || timings ? reading.usage.completionTokens : undefined;
}

/**
 * How many tokens a chunk brought: the growth of a count that has come with every text so far. A count that comes but
 * once, at the end, tells nothing of single chunks; nor does one that stays 0 while text comes.
 */
function newTokens(
  reading: Reading,
  total: number | undefined,
  carries: 'nothing' | 'reasoning' | 'output',
): number | undefined {
  if (carries !== 'nothing' && !total) reading.countedEverywhere = false;
  if (reading.quirks.tokenPerChunk) return 1;
  if (total === undefined || !reading.countedEverywhere) return undefined;
  const fresh = total - reading.countedBefore;
  reading.countedBefore = total;
  return fresh;
}

/** `token_ids` is vLLM's key, `output_ids` LMDeploy's. */
function readTokenIds(reading: Reading, choice: Record<string, unknown>): number | undefined {
  const ids = choice.token_ids ?? choice.output_ids;
  if (!Array.isArray(ids)) return undefined;
  reading.tokenIds = (reading.tokenIds ?? 0) + ids.length;
  return ids.length;
}

function carriedBy(
  reading: Reading,
  delta: Record<string, unknown> | undefined,
  text: unknown,
  at: number,
): 'nothing' | 'reasoning' | 'output' {
  if (isText(text)) {
    reading.hear(text, false, at);
    return 'output';
  }
  if (!delta) return 'nothing';
  // Both spellings may come at once with the same text; it counts once.
  const reasoning = isText(delta.reasoning) ? delta.reasoning : delta.reasoning_content;
  if (isText(reasoning)) {
    reading.reasoned = true;
    reading.hear(reasoning, true, at);
    return 'reasoning';
  }
  if (hasToolCall(delta.tool_calls) || hasAudio(delta.audio) || isText(delta.refusal)) {
    reading.carried = true;
    return 'output';
  }
  return 'nothing';
}

function hasToolCall(calls: unknown): boolean {
  if (!Array.isArray(calls)) return false;
  return calls.some(
    (call) =>
      isObject(call) && isObject(call.function) && (isText(call.function.name) || isText(call.function.arguments)),
  );
}

function hasAudio(audio: unknown): boolean {
  return isObject(audio) && (isText(audio.data) || isText(audio.transcript));
}

function failAsText(reading: Reading, text: string, at: number): void {
  const { message, code } = readErrorObject({ error: text }, reading.secret);
  reading.fail(at, { class: 'error-as-text', message, ...(code ? { code } : {}) });
}

function readWhatIsNoChunk(reading: Reading, type: string | undefined, data: string, at: number): void {
  // Some gateways send an upstream's keep-alive comments on as data.
  if (data.startsWith(':')) {
    reading.remarks.add('a comment came as data');
    return;
  }
  const { message } = readErrorObject({ error: data }, reading.secret);
  if (type === 'error') reading.fail(at, { class: 'stream-error', message });
  else reading.fail(at, { class: 'malformed', message: `not a JSON object in an event: ${message}` });
}
