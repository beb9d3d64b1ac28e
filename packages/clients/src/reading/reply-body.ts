import { readErrorBody, readErrorObject } from './error-body.ts';
import { isObject, isText, parseJson } from './json-shapes.ts';
import type { BodyKind, Reading } from './reading.ts';

/** Largest reply that is kept to be read; a larger one is no answer to a benchmark's prompt. */
const LARGEST_REPLY = 64 * 1024 * 1024;
/** As much of an error or of a wrong kind of body as is kept. */
const LARGEST_EXCERPT = 16 * 1024;

/** Decides by status and content type how the body is read. Without a content type it is taken for what was asked. */
export function chooseBodyKind(reading: Reading, status: number, contentType: string | undefined): BodyKind {
  if (status < 200 || status >= 300) return 'excerpt';
  const isEvents = contentType?.includes('text/event-stream') ?? reading.streaming;
  if (reading.streaming) return isEvents ? 'events' : 'excerpt';
  return isEvents ? 'excerpt' : 'reply';
}

/** Keeps a copy of what the transport only lends. */
export function collect(reading: Reading, bytes: Uint8Array): void {
  const limit = reading.bodyKind === 'reply' ? LARGEST_REPLY : LARGEST_EXCERPT;
  const room = limit - reading.collectedBytes;
  if (room <= 0) return;
  const piece = bytes.slice(0, room);
  reading.pieces.push(piece);
  reading.collectedBytes += piece.length;
}

/** The body as text: all of a reply, the beginning of what is none. */
export function collectedText(reading: Reading): string {
  return new TextDecoder().decode(Buffer.concat(reading.pieces));
}

/** Reads a complete reply that did not stream. */
export function readReply(reading: Reading, at: number): void {
  const text = collectedText(reading);
  const body = reading.bodyBytes > LARGEST_REPLY ? undefined : parseJson(text);
  const choice = isObject(body) && Array.isArray(body.choices) ? body.choices[0] : undefined;
  if (isObject(body) && isObject(body.usage)) reading.usage.read(body.usage);
  if (reading.bodyBytes > LARGEST_REPLY)
    failMalformed(reading, at, `a reply of more than ${LARGEST_REPLY} bytes`, text.slice(0, 200));
  else if (!isObject(body)) failMalformed(reading, at, 'a reply that is not a JSON object', text);
  else if (hasError(body)) failInBand(reading, at, body);
  else if (reading.endpoint === 'embeddings') readEmbeddings(reading, at, body);
  else if (isObject(choice)) readWholeChoice(reading, choice, at);
  else failMalformed(reading, at, 'a reply without choices', text);
}

/** Says what came with status 200 where something else was asked for. */
export function readWrongKind(reading: Reading, at: number): void {
  const text = collectedText(reading);
  const body = parseJson(text);
  const asked = reading.streaming ? 'an event stream' : 'a JSON reply';
  if (isObject(body) && hasError(body)) failInBand(reading, at, body);
  else failMalformed(reading, at, `asked for ${asked}, got ${reading.contentType ?? 'no content type'}`, text);
}

function readWholeChoice(reading: Reading, choice: Record<string, unknown>, at: number): void {
  const message = isObject(choice.message) ? choice.message : undefined;
  const text = message ? message.content : choice.text;
  const reasoning = message ? (isText(message.reasoning) ? message.reasoning : message.reasoning_content) : undefined;
  if (isText(reasoning)) {
    reading.reasoned = true;
    reading.hear(reasoning, true, at);
  }
  if (isText(text)) reading.hear(text, false, at);
  if (message && Array.isArray(message.tool_calls) && message.tool_calls.length > 0) reading.carried = true;
  if (message && (isObject(message.audio) || isText(message.refusal))) reading.carried = true;
  const ids = choice.token_ids ?? choice.output_ids;
  if (Array.isArray(ids)) reading.tokenIds = ids.length;
  if (isText(choice.finish_reason)) reading.finishReason = choice.finish_reason;
  else reading.remarks.add('the reply has no finish_reason');
  // The reply is complete: its JSON ended.
  reading.done = at;
}

function readEmbeddings(reading: Reading, at: number, body: Record<string, unknown>): void {
  const asked = reading.request.input.kind === 'texts' ? reading.request.input.texts.length : 1;
  const vectors = Array.isArray(body.data) ? body.data.filter((row) => isObject(row) && hasVector(row.embedding)) : [];
  if (vectors.length !== asked) {
    reading.fail(at, { class: 'malformed', message: `${vectors.length} embeddings for ${asked} texts` });
    return;
  }
  reading.carried = true;
  reading.done = at;
}

function hasError(body: Record<string, unknown>): boolean {
  return body.error !== undefined && body.error !== null;
}

function hasVector(embedding: unknown): boolean {
  return isText(embedding) || (Array.isArray(embedding) && embedding.length > 0);
}

function failInBand(reading: Reading, at: number, body: Record<string, unknown>): void {
  const { message, code } = readErrorObject(body, reading.secret);
  reading.fail(at, {
    class: 'stream-error',
    message: `an error with status 200: ${message}`,
    ...(code ? { code } : {}),
  });
}

function failMalformed(reading: Reading, at: number, what: string, text: string): void {
  const { message } = readErrorBody(text, reading.secret);
  reading.fail(at, { class: 'malformed', message: message ? `${what}: ${message}` : `${what}: an empty body` });
}
