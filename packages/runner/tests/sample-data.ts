import type { BenchmarkRequest, RequestRecord, WorkloadSpec } from '@sagellm/bench-protocol';
import type { RecordSink } from '../src/records/record-sink.ts';

export const workload: WorkloadSpec = {
  name: 'W',
  title: 'test',
  topic: 'test',
  prompt_tokens: 8,
  output_tokens: 4,
  requests: 5,
  concurrency: 1,
  warmup: 0,
  stream: true,
  sampling: {},
  turns: ['user'],
  distinct: true,
};

export function request(request_id: string): BenchmarkRequest {
  return {
    request_id,
    workload: 'W',
    input: { kind: 'text', text: request_id },
    prompt_tokens: 8,
    max_tokens: 4,
    exact_output: true,
    stream: true,
    sampling: {},
  };
}

/** `name-0`, `name-1`, …, `count` of them or without end. */
export function* requests(name: string, count = Number.POSITIVE_INFINITY): Generator<BenchmarkRequest> {
  for (let i = 0; i < count; i++) yield request(`${name}-${i}`);
}

/** Keeps records in memory, in the order in which they finished. */
export class MemorySink implements RecordSink {
  readonly records: RequestRecord[] = [];
  readonly tokenTimes: number[] = [];

  write(record: RequestRecord, tokenTimes?: Uint32Array): RequestRecord {
    const placed: RequestRecord = { ...record };
    if (tokenTimes) {
      placed.token_times = { offset: this.tokenTimes.length, count: tokenTimes.length };
      this.tokenTimes.push(...tokenTimes);
    }
    this.records.push(placed);
    return placed;
  }
}

/** Warm-up first, then measured, each in the order of its plan. */
export function inOrder(records: readonly RequestRecord[]): RequestRecord[] {
  const phase = (record: RequestRecord) => (record.phase === 'warmup' ? 0 : 1);
  return [...records].sort((a, b) => phase(a) - phase(b) || a.index - b.index);
}
