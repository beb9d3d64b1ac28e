import type { BenchmarkRequest } from '@sagellm/bench-protocol';

export function exampleRequest(changes: Partial<BenchmarkRequest> = {}): BenchmarkRequest {
  return {
    request_id: 'r-1',
    workload: 'Q1',
    input: { kind: 'text', text: 'Say something' },
    prompt_tokens: 2,
    max_tokens: 12,
    exact_output: false,
    stream: true,
    sampling: {},
    ...changes,
  };
}
