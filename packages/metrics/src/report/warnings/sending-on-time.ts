import type { Finding } from './finding.ts';
import type { Judged } from './judged.ts';

/** Both must be passed: an absolute floor, and a share of the latency that the lag touches. */
const FLOOR_MS = 1;
const SHARE = 0.1;

/** Open loops: whether requests were sent when the plan wanted them. */
export function sendingOnTime({ workloads }: Judged): Finding[] {
  return workloads.flatMap(({ metrics }) => {
    const lag = metrics.send_lag_ms;
    const touched = metrics.ttft_ms ?? metrics.e2el_ms;
    if (!lag || !touched || lag.p95 <= FLOOR_MS || lag.p95 <= SHARE * touched.mean) return [];
    return [
      {
        code: 'late-sends',
        says: 'Requests were sent late, so the load was not the one asked for',
        figure: `p95 of the lag ${lag.p95.toFixed(1)} ms beside a mean ${metrics.ttft_ms ? 'TTFT' : 'E2EL'} of ${touched.mean.toFixed(1)} ms`,
        remedy: 'lower --rate or give the client more CPU; read the latencies from the due time',
        workload: metrics.workload,
      },
    ];
  });
}
