import type { Warning } from '@sagellm/bench-protocol';
import type { Judged } from './collect-warnings.ts';

/** Runs that did not do all they set out to do. */
export function runState({ manifest, workloads }: Judged): Warning[] {
  const warnings: Warning[] = [];
  if (manifest.status !== 'complete') {
    warnings.push({
      code: 'partial-run',
      message: `The run is not complete${manifest.partial_reason ? `: ${manifest.partial_reason}` : ''}.`,
      remedy: 'compare it with no complete run; run it again to the end',
    });
  }
  for (const { metrics, run } of workloads) {
    const { workload, cancelled_requests: cancelled, total_requests: total } = metrics;
    if (run?.stopped_by === 'max-errors') {
      warnings.push({
        code: 'stopped-by-errors',
        message: `Stopped after ${metrics.failed_requests} failures, ${total} of ${run.spec.requests} planned requests in.`,
        remedy: 'mend the cause of the failures below, or raise --max-errors',
        workload,
      });
    }
    if (cancelled > 0) {
      warnings.push({
        code: 'requests-cancelled',
        message: `Our own stop cut ${cancelled} of ${total} requests; they enter neither latency nor error rate.`,
        workload,
      });
    }
    if (!run) {
      warnings.push({
        code: 'unknown-workload',
        message: 'The records name a workload that the manifest does not.',
        remedy: 'keep requests.jsonl and manifest.json of one run together',
        workload,
      });
    }
  }
  return warnings;
}
