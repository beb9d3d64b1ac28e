import type { TraceFormat, TraceRow } from './trace.ts';

type Say = (problem: string, remedy?: string) => Error;
export type Fields = Record<string, unknown>;

export const TRACE_FORMS =
  'write {"timestamp_ms": 0, "input_tokens": 64, "output_tokens": 16} a line, or name a Mooncake or BurstGPT trace';

/** Which layout an object of a trace has; by its first line, and then all others must. */
export function formatOfObject(fields: Fields, say: Say): 'mooncake' | 'jsonl' {
  if ('input_length' in fields) return 'mooncake';
  if ('input_tokens' in fields) return 'jsonl';
  throw say('has neither "input_length" (Mooncake) nor "input_tokens"', TRACE_FORMS);
}

/**
 * A line of a Mooncake trace (`timestamp` in milliseconds, `input_length`, `output_length`, `hash_ids`;
 * https://github.com/kvcache-ai/Mooncake, FAST25 release), or of our own: `timestamp_ms` or `timestamp` (seconds),
 * `input_tokens`, `output_tokens`. Other keys are left alone.
 */
export function readTraceObject(fields: Fields, format: Exclude<TraceFormat, 'burstgpt'>, say: Say): TraceRow {
  if (format === 'mooncake') {
    return {
      momentMs: moment(fields, 'timestamp', say),
      inputTokens: length(fields, 'input_length', say),
      outputTokens: length(fields, 'output_length', say),
    };
  }
  const both = fields.timestamp !== undefined && fields.timestamp_ms !== undefined;
  if (both) throw say('has both "timestamp" (seconds) and "timestamp_ms"', 'leave one of them out');
  return {
    momentMs:
      fields.timestamp_ms === undefined ? moment(fields, 'timestamp', say) * 1000 : moment(fields, 'timestamp_ms', say),
    inputTokens: length(fields, 'input_tokens', say),
    outputTokens: length(fields, 'output_tokens', say),
  };
}

function moment(fields: Fields, key: string, say: Say): number {
  const value = fields[key];
  if (typeof value === 'number' && Number.isFinite(value) && value >= 0) return value;
  throw say(
    value === undefined ? `has no "${key}"` : `"${key}" ${JSON.stringify(value)} is not a moment from 0 up`,
    TRACE_FORMS,
  );
}

function length(fields: Fields, key: string, say: Say): number {
  const value = fields[key];
  if (isLength(value)) return value;
  throw say(
    value === undefined ? `has no "${key}"` : `"${key}" ${JSON.stringify(value)} is not a whole number of tokens`,
    TRACE_FORMS,
  );
}

/** 0 is a number of tokens: such a request is counted, and left out. */
export function isLength(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) < 2 ** 32;
}
