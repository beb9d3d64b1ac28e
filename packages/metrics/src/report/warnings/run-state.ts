import type { Warning } from '@sagellm/bench-protocol';
import { type Finding, warningsOf } from './finding.ts';
import type { Judged } from './judged.ts';

/** Runs that did not do all they set out to do. */
export function runState(judged: Judged): Warning[] {
  const { status, partial_reason: reason } = judged.manifest;
  const findings = [...stoppedByErrors(judged), ...cancelled(judged), ...unknown(judged)];
  if (status === 'complete') return warningsOf(findings);
  const partial: Warning = {
    code: 'partial-run',
    message: `The run is not complete${reason ? `: ${reason}` : ''}.`,
    remedy: 'compare it with no complete run; run it again to the end',
  };
  return [partial, ...warningsOf(findings)];
}

function stoppedByErrors({ workloads }: Judged): Finding[] {
  return workloads.flatMap(({ metrics, run }) =>
    run?.stopped_by === 'max-errors'
      ? [
          {
            code: 'stopped-by-errors',
            says: 'Stopped early by failures',
            figure: `${metrics.failed_requests} failed, ${metrics.total_requests} of ${run.spec.requests} planned requests in`,
            remedy: 'mend the cause of the failures below, or raise --max-errors',
            workload: metrics.workload,
          },
        ]
      : [],
  );
}

function cancelled({ workloads }: Judged): Finding[] {
  return workloads
    .filter(({ metrics }) => metrics.cancelled_requests > 0)
    .map(({ metrics }) => ({
      code: 'requests-cancelled',
      says: 'Our own stop cut requests, which enter neither latency nor error rate',
      figure: `${metrics.cancelled_requests} of ${metrics.total_requests}`,
      workload: metrics.workload,
    }));
}

function unknown({ workloads }: Judged): Finding[] {
  return workloads
    .filter(({ run }) => !run)
    .map(({ metrics }) => ({
      code: 'unknown-workload',
      says: 'The records name a workload that the manifest does not',
      remedy: 'keep requests.jsonl and manifest.json of one run together',
      workload: metrics.workload,
    }));
}
