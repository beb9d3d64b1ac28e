import { type AggregatedMetrics, BenchmarkReport, type Distribution, type RunManifest } from '@sagellm/bench-protocol';

/** A series around a mean; `reliable` is what n allows. */
export function series(n: number, mean: number, rest: Partial<Distribution> = {}): Distribution {
  return {
    n,
    mean,
    ...(n > 1 ? { std: mean / 10 } : {}),
    min: mean * 0.8,
    max: mean * 1.5,
    p50: mean * 0.98,
    p90: mean * 1.2,
    p95: mean * 1.3,
    p99: mean * 1.4,
    p999: mean * 1.45,
    reliable: { p50: n >= 8, p90: n >= 51, p95: n >= 104, p99: n >= 528, p999: n >= 5296 },
    ...rest,
  };
}

/** A workload that keeps Year1, Year2 and Year3, each far from its limit. */
export function goodMetrics(changes: Partial<AggregatedMetrics> = {}): AggregatedMetrics {
  return {
    workload: 'Q1',
    total_requests: 200,
    successful_requests: 200,
    failed_requests: 0,
    cancelled_requests: 0,
    short_requests: 0,
    failures: {},
    error_rate: 0,
    timeout_rate: 0,
    window: { start_ms: 0, end_ms: 10_000, duration_s: 10, definition: 'first-send-to-last-end' },
    ttft_ms: series(200, 20),
    itl_ms: series(12_600, 2),
    tbt_ms: series(200, 2),
    tpot_ms: series(200, 2),
    ntpot_ms: series(200, 2.5),
    e2el_ms: series(200, 150),
    throughput_tps: series(200, 400),
    output_throughput_tps: 800,
    request_throughput_rps: 20,
    token_count_sources: ['usage'],
    prefix_hit_rate: 0.9,
    spec_accept_rate: 0.7,
    peak_mem_mb: 8000,
    notes: {},
    ...changes,
  };
}

/** The same metrics without some keys: nobody measured them. */
export function without(metrics: AggregatedMetrics, ...keys: (keyof AggregatedMetrics)[]): AggregatedMetrics {
  return Object.fromEntries(
    Object.entries(metrics).filter(([key]) => !keys.includes(key as keyof AggregatedMetrics)),
  ) as AggregatedMetrics;
}

/** A workload that was planned and of which nothing was sent. */
export function emptyMetrics(workload = 'Q1'): AggregatedMetrics {
  return {
    workload,
    total_requests: 0,
    successful_requests: 0,
    failed_requests: 0,
    cancelled_requests: 0,
    short_requests: 0,
    failures: {},
    token_count_sources: [],
    notes: {},
  };
}

type Stop = NonNullable<RunManifest['workloads'][number]['stopped_by']>;

export function makeReport(
  workloads: readonly AggregatedMetrics[],
  changes: {
    complete?: boolean;
    partialReason?: string;
    engine?: Partial<RunManifest['engine']>;
    /** By workload; `requests` unless said. `null`: it never ended. */
    stoppedBy?: Record<string, Stop | null>;
    distinct?: boolean;
  } = {},
): BenchmarkReport {
  const { complete = true, partialReason, engine = {}, stoppedBy = {}, distinct = true } = changes;
  const sum = (key: 'total_requests' | 'successful_requests' | 'failed_requests' | 'cancelled_requests') =>
    workloads.reduce((total, metrics) => total + metrics[key], 0);
  return BenchmarkReport.parse({
    schema: 'sagellm-bench/report',
    schema_version: 1,
    complete,
    overall: {
      total_workloads: workloads.length,
      total_requests: sum('total_requests'),
      successful_requests: sum('successful_requests'),
      failed_requests: sum('failed_requests'),
      cancelled_requests: sum('cancelled_requests'),
    },
    workloads,
    gates: [],
    verdict: { state: 'VALID', reasons: [], checks: [] },
    warnings: [],
    unmeasured: [],
    manifest: {
      schema: 'sagellm-bench/run-manifest',
      schema_version: 1,
      run_id: '20261120T081500Z-1',
      tool: { name: 'sagellm-benchmark', version: '0.1.0' },
      started_at: '2026-11-20T08:15:00.250Z',
      ended_at: '2026-11-20T08:15:12.900Z',
      status: complete ? 'complete' : 'partial',
      ...(partialReason ? { partial_reason: partialReason } : {}),
      seed: 42,
      plan: {},
      host: { os: 'linux', kernel: '6.1.0', arch: 'x64', cpu: 'Example CPU', cores: 2, memory_mb: 7962, node: '24.21.0' },
      engine: {
        backend: 'openai',
        simulated: false,
        name: 'llama.cpp',
        version: 'b9000',
        model: 'tiny-2x128',
        transport: 'undici',
        stamp_source: 'socket',
        ...engine,
      },
      tokenizer: { name: 'tiny-2x128', own: true },
      workloads: workloads.map(({ workload }) => ({
        spec: {
          name: workload,
          title: 'short questions',
          topic: 'questions',
          prompt_tokens: 32,
          output_tokens: 64,
          requests: 200,
          concurrency: 1,
          distinct,
        },
        pattern: { kind: 'closed', concurrency: 1 },
        warmup: 0,
        ...(stoppedBy[workload] === null ? {} : { stopped_by: stoppedBy[workload] ?? 'requests' }),
      })),
      observations: [],
      warnings: [],
    },
  } satisfies Record<keyof BenchmarkReport, unknown>);
}
