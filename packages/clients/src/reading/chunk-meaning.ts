import { readErrorObject } from './error-body.ts';
import { isObject, isText, parseJson } from './json-shapes.ts';
import type { Reading } from './reading.ts';

/** What sageLLM's gateway writes as assistant text when its engine failed. */
const ERROR_AS_TEXT = '[Stream error: ';

/** Takes one event of a stream for what it means: tokens, usage, the finish, an error, or nothing. */
export function readChunk(reading: Reading, type: string | undefined, data: string, at: number): void {
  if (reading.settled) {
    if (reading.done !== undefined && data !== '') reading.remarks.add('events after [DONE] were ignored');
    return;
  }
  if (data === '') return;
  reading.firstEvent ??= at;
  reading.events++;
  if (data === '[DONE]' || data.trim() === '[DONE]') {
    reading.done = at;
    return;
  }
  const chunk = parseJson(data);
  if (!isObject(chunk)) readWhatIsNoChunk(reading, type, data, at);
  else if (type === 'error' || chunk.object === 'error' || (chunk.error !== undefined && chunk.error !== null)) {
    const { message, code } = readErrorObject(chunk, reading.secret);
    reading.fail(at, { class: 'stream-error', message, ...(code ? { code } : {}) });
  } else readChoices(reading, chunk, at);
}

function readChoices(reading: Reading, chunk: Record<string, unknown>, at: number): void {
  const usage = isObject(chunk.usage) ? chunk.usage : undefined;
  if (usage) reading.usage.read(usage);
  const choices = Array.isArray(chunk.choices) ? chunk.choices : [];
  if (choices.length === 0) return;
  let counted = newTokensByUsage(reading, usage !== undefined);
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
    const ids = newTokenIds(reading, choice);
    const carries = carriedBy(reading, delta, text, at);
    reading.tokens.add(at, carries, ids ?? counted);
    // One usage speaks for all choices of a chunk.
    counted = undefined;
    if (finish !== undefined) reading.finishReason ??= finish;
  }
}

/** The difference of a cumulative usage, where it comes with every chunk; a usage that comes but once tells nothing here. */
function newTokensByUsage(reading: Reading, hasUsage: boolean): number | undefined {
  if (!hasUsage) reading.usageEverywhere = false;
  if (!reading.usageEverywhere) return undefined;
  const now = reading.usage.completionTokens;
  if (now === undefined) return undefined;
  const fresh = now - reading.usageBefore;
  reading.usageBefore = now;
  return fresh;
}

/** `token_ids` is vLLM's key, `output_ids` LMDeploy's. */
function newTokenIds(reading: Reading, choice: Record<string, unknown>): number | undefined {
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
    hear(reading, text, false, at);
    return 'output';
  }
  if (!delta) return 'nothing';
  // Both spellings may come at once with the same text; it counts once.
  const reasoning = isText(delta.reasoning) ? delta.reasoning : delta.reasoning_content;
  if (isText(reasoning)) {
    reading.reasoned = true;
    hear(reading, reasoning, true, at);
    return 'reasoning';
  }
  if (hasToolCall(delta.tool_calls) || hasAudio(delta.audio) || isText(delta.refusal)) {
    reading.carried = true;
    return 'output';
  }
  return 'nothing';
}

function hear(reading: Reading, text: string, reasoning: boolean, at: number): void {
  reading.carried = true;
  if (reading.keepText) reading.text += text;
  reading.listener?.(text, reasoning, at);
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
  const code = /\(code: (?:ErrorCode\.)?(\w+)\)/.exec(text)?.[1];
  const { message } = readErrorObject({ error: text }, reading.secret);
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
