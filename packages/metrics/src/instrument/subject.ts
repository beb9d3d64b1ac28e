import type { ArrivalAudit, InstrumentHealth, RunManifest } from '@sagellm/bench-protocol';
import type { JudgedWorkload } from '../report/judged-workload.ts';
import { auditArrivals } from './arrivals/audit-arrivals.ts';

/** One workload as its measurement is doubted. */
export type Subject = Pick<JudgedWorkload, 'metrics' | 'run' | 'measured'> & {
  tokenTimes: Uint32Array;
  /** Absent where nobody watched. */
  health: InstrumentHealth | undefined;
  /** Open loops. */
  arrivals: ArrivalAudit | undefined;
  /** `--workers 2, `, where the machine has a core for one more thread that sends; else nothing. */
  oneMoreWorker: string;
  /** The latency that late sends and late stamps falsify. */
  touched: { name: string; ms: number } | undefined;
};

export function subjectOf(
  { metrics, run, measured }: JudgedWorkload,
  { manifest, tokenTimes }: { manifest: RunManifest; tokenTimes: Uint32Array },
): Subject {
  const health = manifest.health?.find(({ workload }) => workload === metrics.workload);
  const latency = metrics.ttft_ms ?? metrics.e2el_ms;
  return {
    metrics,
    run,
    measured,
    tokenTimes,
    health,
    oneMoreWorker: oneMoreWorker(manifest, health),
    arrivals: auditArrivals(measured, run?.pattern),
    touched: latency && { name: metrics.ttft_ms ? 'median TTFT' : 'median E2EL', ms: latency.p50 },
  };
}

/** Each thread that sends needs a core of its own, and the one that makes prompts and draws another. */
function oneMoreWorker({ host }: RunManifest, health: InstrumentHealth | undefined): string {
  if (!health) return '';
  const wanted = health.threads.length + 1;
  return host.cores > wanted ? `--workers ${wanted}, ` : '';
}
