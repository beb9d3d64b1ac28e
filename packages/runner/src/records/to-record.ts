import type { BenchmarkRequest, Endpoint, Observation, RequestRecord } from '@sagellm/bench-protocol';

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

export type QuantisedRecord = { record: RequestRecord; tokenTimes?: Uint32Array; tokenWeights?: Uint32Array };

export function toRecord(_observed: Observed): QuantisedRecord {
  throw new Error('not yet');
}
