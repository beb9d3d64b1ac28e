import type { BenchmarkRequest, Endpoint, Observation, RequestRecord } from '@sagellm/bench-protocol';
import { quantiseMoments } from './quantise.ts';

export type Observed = {
  observation: Observation;
  request: BenchmarkRequest;
  endpoint: Endpoint;
  workload: string;
  index: number;
  phase: 'warmup' | 'measured';
  /** Clock time of run-relative 0. */
  runStart: number;
  /** Clock time at which the load plan wanted it sent; open loops only. */
  due?: number;
};

export type QuantisedRecord = {
  record: RequestRecord;
  tokenTimes: Uint32Array | undefined;
  tokenWeights: Uint32Array | undefined;
};

/**
 * What a client saw, as the record that is kept: clock times become run-relative milliseconds rounded to microseconds,
 * token times whole microseconds since the send. Live and recomputed reports both read these values and no others.
 */
export function toRecord(observed: Observed): QuantisedRecord {
  const { observation, request, runStart } = observed;
  const { micros, tokenTimes, remark } = quantiseMoments(observation, runStart);
  const moment = (at: number | undefined) => (at === undefined ? undefined : micros(at) / 1000);
  const weights = tokenTimes && weightsOf(observation, tokenTimes.length);
  const remarks = [...(observation.remarks ?? []), remark, weights?.remark].filter((text) => text !== undefined);

  const record = withoutAbsent({
    ...outcomeOf(observation),
    request_id: request.request_id,
    workload: observed.workload,
    index: observed.index,
    phase: observed.phase,
    endpoint: observed.endpoint,
    stream: request.stream,
    stamp_source: observation.stampSource,
    due_ms: moment(observed.due),
    sent_ms: moment(observation.sent),
    connect_ms: observation.connectMs === undefined ? undefined : Math.round(observation.connectMs * 1000) / 1000,
    headers_ms: moment(observation.headers),
    first_event_ms: moment(observation.firstEvent),
    first_token_ms: moment(observation.firstToken),
    first_output_ms: moment(observation.firstOutput),
    last_token_ms: moment(observation.lastToken),
    end_ms: moment(observation.end),
    prompt_tokens: request.prompt_tokens,
    prompt_tokens_usage: observation.promptTokensUsage,
    output_tokens: observation.outputTokens,
    output_tokens_source: observation.outputTokensSource,
    cached_tokens: observation.cachedTokens,
    reasoning_tokens: observation.reasoningTokens,
    max_tokens: request.max_tokens,
    exact_output: request.exact_output,
    http_status: observation.httpStatus,
    finish_reason: observation.finishReason,
    events: observation.events,
    token_events: observation.tokenEvents,
    reads: observation.reads,
    body_bytes: observation.bodyBytes,
    short: observation.short,
    remarks: remarks.length > 0 ? remarks : undefined,
  });
  return { record, tokenTimes, tokenWeights: weights?.values };
}

/** A failure without its class or a cancellation without its reason is a bug of the client, so it is thrown. */
function outcomeOf({ status, failure, reason }: Observation) {
  if (status === 'completed') return { status };
  if (status === 'failed') {
    if (failure === undefined) throw new Error('the client reported a failed request without saying how it failed');
    return { status, failure };
  }
  if (reason === undefined) throw new Error('the client reported a cancelled request without saying why');
  return { status, reason };
}

function weightsOf({ tokenWeights }: Observation, count: number): { values?: Uint32Array; remark?: string } {
  if (tokenWeights === undefined) return {};
  const whole = tokenWeights.every((weight) => Number.isInteger(weight) && weight >= 0);
  return whole && tokenWeights.length === count
    ? { values: Uint32Array.from(tokenWeights) }
    : { remark: 'token weights dropped: they do not match the token events' };
}

function withoutAbsent<T extends object>(record: T): T {
  for (const key of Object.keys(record) as (keyof T)[]) if (record[key] === undefined) delete record[key];
  return record;
}
