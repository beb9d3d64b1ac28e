import type { WorkloadRow } from './workload-row.ts';

export const year1Workloads: readonly WorkloadRow[] = [
  {
    name: 'short_input',
    title: 'basic latency',
    topic: 'explain how one request is served',
    prompt_tokens: 128,
    output_tokens: 128,
    requests: 5,
    concurrency: 1,
  },
  {
    name: 'long_input',
    title: 'longer context',
    topic: 'summarise the log of one day',
    prompt_tokens: 200,
    output_tokens: 200,
    requests: 3,
    concurrency: 1,
  },
  {
    name: 'stress_test',
    title: 'concurrent requests and KV cache pressure',
    topic: 'answer many users at once',
    prompt_tokens: 256,
    output_tokens: 256,
    requests: 10,
    concurrency: 10,
  },
];

export const year2Workloads: readonly WorkloadRow[] = [
  {
    name: 'year2_short',
    title: 'year 2: basic latency',
    topic: 'explain how one request is served',
    prompt_tokens: 256,
    output_tokens: 256,
    requests: 10,
    concurrency: 1,
  },
  {
    name: 'year2_long',
    title: 'year 2: long context',
    topic: 'summarise the log of one week',
    prompt_tokens: 8192,
    output_tokens: 1024,
    requests: 5,
    concurrency: 1,
  },
  {
    name: 'year2_stress',
    title: 'year 2: concurrent requests within a KV budget',
    topic: 'answer many users at once',
    prompt_tokens: 512,
    output_tokens: 512,
    requests: 50,
    concurrency: 50,
    kv_budget_tokens: 16_384,
  },
];

export const year3Workloads: readonly WorkloadRow[] = [
  {
    name: 'year3_short',
    title: 'year 3: basic latency',
    topic: 'explain how one request is served',
    prompt_tokens: 512,
    output_tokens: 512,
    requests: 20,
    concurrency: 1,
  },
  {
    name: 'year3_long',
    title: 'year 3: very long context',
    topic: 'summarise the log of one month',
    prompt_tokens: 32_768,
    output_tokens: 2048,
    requests: 10,
    concurrency: 1,
  },
  {
    name: 'year3_stress',
    title: 'year 3: concurrent requests within a KV budget',
    topic: 'answer many users at once',
    prompt_tokens: 1024,
    output_tokens: 1024,
    requests: 100,
    concurrency: 100,
    kv_budget_tokens: 65_536,
  },
];
