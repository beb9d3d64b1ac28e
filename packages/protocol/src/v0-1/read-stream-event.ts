import { z } from 'zod';
import { type ProtocolErrorReading, readProtocolError } from './read-error.ts';
import { withoutNulls } from './read-metrics.ts';
import { ProtocolFinishReason } from './response.ts';
import { StreamEvent } from './stream-events.ts';

/**
 * What a piece of a stream turned out to be.
 *
 * - `event`: an event in today's spelling. `remarks` says what had to be bent for that. `foreignError` is an error
 *   whose code is none of ours: the event then has `error: null` and `finish_reason: 'error'`.
 * - `failure`: the engine's HTTP stream reports errors as an untagged `{"error": …}`, without end event.
 * - `unreadable`: anything else, with the reason.
 */
export type StreamEventReading =
  | { status: 'event'; event: StreamEvent; remarks: string[]; foreignError?: ProtocolErrorReading }
  | { status: 'failure'; message: string }
  | { status: 'unreadable'; reason: string };

type Draft = Record<string, unknown>;

/** Reads events of every version published under "0.1". Never throws. */
export function readStreamEvent(value: unknown): StreamEventReading {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { status: 'unreadable', reason: 'not an object' };
  const draft: Draft = { ...value };
  if (draft.event === undefined && draft.error !== undefined && draft.error !== null)
    return { status: 'failure', message: errorText(draft.error) };

  const remarks: string[] = [];
  renameOldKeys(draft, remarks);
  fillEngineId(draft, remarks);
  if (draft.event === 'end') dropNullMetrics(draft);
  const foreignError = draft.event === 'end' ? takeForeignError(draft, remarks) : undefined;
  if (draft.event === 'end') closeFinishReason(draft, remarks);

  const parsed = StreamEvent.safeParse(draft);
  if (!parsed.success) return { status: 'unreadable', reason: z.prettifyError(parsed.error) };
  return { status: 'event', event: parsed.data, remarks, ...(foreignError ? { foreignError } : {}) };
}

/** Before 0.4.1 a delta had chunk and chunk_tokens, an end had output_text. */
function renameOldKeys(draft: Draft, remarks: string[]): void {
  const names =
    draft.event === 'delta'
      ? { chunk: 'content', chunk_tokens: 'content_tokens' }
      : draft.event === 'end'
        ? { output_text: 'content' }
        : {};
  for (const [old, current] of Object.entries(names)) {
    if (draft[old] === undefined || (draft[current] !== undefined && draft[current] !== null)) continue;
    draft[current] = draft[old];
    remarks.push(`${old} read as ${current}`);
  }
}

/** 0.1.0 had no engine_id. */
function fillEngineId(draft: Draft, remarks: string[]): void {
  if (draft.engine_id !== undefined && draft.engine_id !== null) return;
  draft.engine_id = '';
  remarks.push('engine_id is missing, read as empty');
}

function dropNullMetrics(draft: Draft): void {
  const metrics = draft.metrics;
  if (typeof metrics === 'object' && metrics !== null) draft.metrics = withoutNulls(metrics);
}

function takeForeignError(draft: Draft, remarks: string[]): ProtocolErrorReading | undefined {
  const reading = readProtocolError(draft.error);
  if (!reading) return undefined;
  if (reading.code) {
    draft.error = { code: reading.code, message: reading.message, retryable: reading.retryable };
    return undefined;
  }
  draft.error = null;
  draft.finish_reason = 'error';
  remarks.push(`error code "${reading.codeText}" is not in the protocol`);
  return reading;
}

/** An unknown reason is a failure that says so, never a silent stop. */
function closeFinishReason(draft: Draft, remarks: string[]): void {
  const reason = draft.finish_reason;
  if (typeof reason !== 'string' || ProtocolFinishReason.safeParse(reason).success) return;
  draft.finish_reason = 'error';
  remarks.push(`finish_reason "${reason}" is not in the protocol, read as error`);
}

function errorText(error: unknown): string {
  return typeof error === 'string' ? error : (JSON.stringify(error) ?? String(error));
}
