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
  /** Both until the next call. */
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
  const weights = tokenTimes && weightsOf(observation, tokenTimes.length);

  // Assigned one by one: an object from which keys were deleted would be a hash table, slow and four times as large.
  const record = outcomeOf(observation) as RequestRecord;
  record.request_id = request.request_id;
  record.workload = observed.workload;
  record.index = observed.index;
  record.phase = observed.phase;
  if (request.session_id !== undefined) record.session_id = request.session_id;
  if (request.turn !== undefined) record.turn = request.turn;
  if (request.think_ms !== undefined) record.think_ms = request.think_ms;
  record.endpoint = observed.endpoint;
  record.stream = request.stream;
  record.stamp_source = observation.stampSource;
  if (observed.due !== undefined) record.due_ms = micros(observed.due) / 1000;
  if (observation.sent !== undefined) record.sent_ms = micros(observation.sent) / 1000;
  if (observation.connectMs !== undefined) record.connect_ms = Math.round(observation.connectMs * 1000) / 1000;
  if (observation.headers !== undefined) record.headers_ms = micros(observation.headers) / 1000;
  if (observation.firstEvent !== undefined) record.first_event_ms = micros(observation.firstEvent) / 1000;
  if (observation.firstToken !== undefined) record.first_token_ms = micros(observation.firstToken) / 1000;
  if (observation.firstOutput !== undefined) record.first_output_ms = micros(observation.firstOutput) / 1000;
  if (observation.lastToken !== undefined) record.last_token_ms = micros(observation.lastToken) / 1000;
  if (observation.end !== undefined) record.end_ms = micros(observation.end) / 1000;
  record.prompt_tokens = request.prompt_tokens;
  if (observation.promptTokensUsage !== undefined) record.prompt_tokens_usage = observation.promptTokensUsage;
  if (observation.outputTokens !== undefined) record.output_tokens = observation.outputTokens;
  if (observation.outputTokensSource !== undefined) record.output_tokens_source = observation.outputTokensSource;
  if (observation.cachedTokens !== undefined) record.cached_tokens = observation.cachedTokens;
  if (observation.reasoningTokens !== undefined) record.reasoning_tokens = observation.reasoningTokens;
  record.max_tokens = request.max_tokens;
  record.exact_output = request.exact_output;
  if (observation.httpStatus !== undefined) record.http_status = observation.httpStatus;
  if (observation.finishReason !== undefined) record.finish_reason = observation.finishReason;
  if (observation.events !== undefined) record.events = observation.events;
  if (observation.tokenEvents !== undefined) record.token_events = observation.tokenEvents;
  if (observation.reads !== undefined) record.reads = observation.reads;
  if (observation.bodyBytes !== undefined) record.body_bytes = observation.bodyBytes;
  if (observation.short) record.short = true;
  if (observation.remarks || remark || weights?.remark) {
    record.remarks = [...(observation.remarks ?? []), remark, weights?.remark].filter((text) => text !== undefined);
  }
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
  const whole = tokenWeights.every(isCount);
  if (!whole || tokenWeights.length !== count) {
    return { remark: 'token weights dropped: they do not match the token events' };
  }
  if (scratch.length < count) scratch = new Uint32Array(2 * count);
  scratch.set(tokenWeights);
  return { values: scratch.subarray(0, count) };
}

let scratch = new Uint32Array(1024);

function isCount(value: number): boolean {
  return Number.isInteger(value) && value >= 0;
}
