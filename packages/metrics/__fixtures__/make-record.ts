import type { RequestRecord, RunManifest, WorkloadRun } from '@sagellm/bench-protocol';
import { RunPlan, WorkloadSpec } from '@sagellm/bench-protocol';

type Completed = Extract<RequestRecord, { status: 'completed' }>;
type Failed = Extract<RequestRecord, { status: 'failed' }>;

/** Fields set to undefined are left out of the record, as a real one would. */
export type Changes = { [K in keyof Completed]?: Completed[K] | undefined };

/**
 * A streamed, completed answer of 4 tokens: sent at 100, first token at 150, last at 180, end at 182; 16 own prompt
 * tokens, 20 by usage.
 */
export function completed(changes: Changes = {}): Completed {
  const index = changes.index ?? 0;
  const record = {
    status: 'completed',
    request_id: `W-${index}`,
    workload: 'W',
    index,
    phase: 'measured',
    endpoint: 'chat',
    stream: true,
    stamp_source: 'socket',
    sent_ms: 100,
    headers_ms: 101,
    first_event_ms: 103,
    first_token_ms: 150,
    first_output_ms: 150,
    last_token_ms: 180,
    end_ms: 182,
    prompt_tokens: 16,
    prompt_tokens_usage: 20,
    output_tokens: 4,
    output_tokens_source: 'usage',
    max_tokens: 4,
    exact_output: true,
    http_status: 200,
    finish_reason: 'length',
    ...changes,
  };
  return withoutUndefined(record) as Completed;
}

export function failed(changes: Changes & { failure?: Failed['failure'] } = {}): Failed {
  const { failure = { class: 'truncated', message: 'the body ended inside the stream' }, ...rest } = changes;
  return {
    ...completed({ output_tokens: undefined, output_tokens_source: undefined, prompt_tokens_usage: undefined, ...rest }),
    status: 'failed',
    failure,
  } as Failed;
}

export function cancelled(changes: Changes = {}): Extract<RequestRecord, { status: 'cancelled' }> {
  const base = completed({ output_tokens: undefined, output_tokens_source: undefined, end_ms: undefined, ...changes });
  return { ...base, status: 'cancelled', reason: 'interrupt' } as Extract<RequestRecord, { status: 'cancelled' }>;
}

/** Collects token times and weights into one array, as `token-times.u32` does. */
export class TokenFile {
  readonly #values: number[] = [];

  add(values: readonly number[]): { offset: number; count: number } {
    const offset = this.#values.length;
    this.#values.push(...values);
    return { offset, count: values.length };
  }

  get array(): Uint32Array {
    return Uint32Array.from(this.#values);
  }
}

export const NO_TIMES: Uint32Array = new Uint32Array(0);

export function workloadRun(name: string, changes: Partial<WorkloadRun> & { distinct?: boolean } = {}): WorkloadRun {
  const { distinct = true, ...rest } = changes;
  return {
    spec: WorkloadSpec.parse({
      name,
      title: 'a test',
      topic: 'tests',
      prompt_tokens: 16,
      output_tokens: 4,
      requests: 5,
      concurrency: 2,
      distinct,
    }),
    pattern: { kind: 'closed', concurrency: 2 },
    warmup: 0,
    stopped_by: 'requests',
    ...rest,
  };
}

export function manifest(changes: Partial<RunManifest> & { slo?: string[]; max_error_rate?: number } = {}): RunManifest {
  const { slo = [], max_error_rate = 0.01, ...rest } = changes;
  return {
    schema: 'sagellm-bench/run-manifest',
    schema_version: 1,
    run_id: 'run-1',
    tool: { name: 'sagellm-benchmark', version: '0.1.0' },
    started_at: '2026-01-02T03:04:05.000Z',
    ended_at: '2026-01-02T03:04:06.000Z',
    status: 'complete',
    seed: 42,
    plan: RunPlan.parse({ slo, max_error_rate }),
    host: { os: 'Linux', kernel: '6', arch: 'x64', cpu: 'a CPU', cores: 2, memory_mb: 4096, node: 'v24.0.0' },
    engine: { backend: 'cpu', simulated: false, name: 'llama.cpp', transport: 'undici', stamp_source: 'socket' },
    tokenizer: { name: 'own', own: true },
    workloads: [workloadRun('W')],
    observations: [],
    warnings: [],
    ...rest,
  };
}

function withoutUndefined(record: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
}
