import { type AggregatedMetrics, PERCENTILES, type PercentileName, type Unmeasured } from '@sagellm/bench-protocol';
import { smallestSampleFor } from '../statistics/order-statistic-interval.ts';

/** What a reader of a serving benchmark looks for, in this order. */
const LOOKED_FOR = [
  'ttft_ms',
  'tpot_ms',
  'itl_ms',
  'tbt_ms',
  'ntpot_ms',
  'e2el_ms',
  'throughput_tps',
  'request_throughput_rps',
  'input_throughput_tps',
  'output_throughput_tps',
  'total_throughput_tps',
  'total_input_tokens',
  'total_output_tokens',
  'slo_attainment',
  'prefix_hit_rate',
  'spec_accept_rate',
  'kv_used_tokens',
  'kv_used_bytes',
  'evict_count',
  'evict_ms',
  'peak_mem_mb',
  'avg_mem_mb',
] as const satisfies readonly (keyof AggregatedMetrics)[];

/** The numbers that could not be measured, each with the reason and the workloads it holds for. */
export function unmeasuredKeys(workloads: readonly AggregatedMetrics[]): Unmeasured[] {
  const absent = LOOKED_FOR.flatMap((key) =>
    workloads
      .filter((metrics) => metrics[key] === undefined && metrics.notes[key] !== undefined)
      .map((metrics) => ({ key, reason: metrics.notes[key]!, workload: metrics.workload })),
  );
  return [...grouped(absent), ...smallSamples(workloads, 'e2el_ms'), ...smallSamples(workloads, 'itl_ms')];
}

function grouped(rows: readonly { key: string; reason: string; workload: string }[]): Unmeasured[] {
  const groups = new Map<string, Unmeasured>();
  for (const { key, reason, workload } of rows) {
    const id = JSON.stringify([key, reason]);
    const group = groups.get(id) ?? { key, reason, workloads: [] };
    group.workloads.push(workload);
    groups.set(id, group);
  }
  return [...groups.values()];
}

/** E2EL stands for all latencies with one value per request; the pooled ITL has more values and its own rows. */
function smallSamples(workloads: readonly AggregatedMetrics[], key: 'e2el_ms' | 'itl_ms'): Unmeasured[] {
  return (Object.keys(PERCENTILES) as PercentileName[]).flatMap((name) => {
    const small = workloads.filter((metrics) => metrics[key]?.reliable[name] === false);
    if (small.length === 0) return [];
    const sizes = small.map((metrics) => metrics[key]!.n);
    const [least, most] = [Math.min(...sizes), Math.max(...sizes)];
    const n = least === most ? `n = ${least}` : `n = ${least} to ${most}`;
    const needed = smallestSampleFor(PERCENTILES[name]);
    return [
      {
        key: key === 'itl_ms' ? `itl_ms.${name}` : name,
        reason: `${n} is too small for it: a 99 % interval needs ${needed} values`,
        workloads: small.map((metrics) => metrics.workload),
      },
    ];
  });
}
