import type { BenchmarkReport, RateProbe, RequestRecord } from '@sagellm/bench-protocol';
import { withoutAbsent } from '../absent.ts';
import { parseSlo } from '../slo/parse-slo.ts';
import { measuredRecords } from '../workload/measured-records.ts';
import { attainmentOf } from './attainment.ts';
import { judgeProbe } from './judge-probe.ts';
import { queueTrendOf } from './queue-of-records.ts';

type Findings = Pick<
  RateProbe,
  'status' | 'clear' | 'reason' | 'verdict' | 'attainment' | 'queue' | 'gates' | 'metrics'
>;

/** What the run of one rate says of it. The run has one workload, in an open loop. */
export function examineProbe({
  report,
  records,
  tokenTimes,
}: {
  report: BenchmarkReport;
  records: readonly RequestRecord[];
  tokenTimes: Uint32Array;
}): Findings {
  const slo = parseSlo(report.manifest.plan.slo);
  const metrics = report.workloads[0];
  const measured = metrics ? measuredRecords(records, metrics.workload) : [];
  const attainment = attainmentOf(slo, measured, tokenTimes);
  const queue = queueTrendOf(measured);
  // What holds for the whole run stands once more for its one workload.
  const gates = report.gates.filter(({ workload }) => workload !== undefined);
  return withoutAbsent<Findings>({
    ...(isGone(measured)
      ? { status: 'server-died', clear: true, reason: lastFailure(measured) }
      : judgeProbe({ verdict: report.verdict, gates, slo, attainment, queue })),
    verdict: report.verdict?.state,
    attainment,
    queue,
    gates,
    metrics,
  });
}

const LAST = 10;

/** Nothing more could be reached: the last requests, by the order of sending, all failed to connect. */
function isGone(measured: readonly RequestRecord[]): boolean {
  const last = measured.filter(({ status }) => status !== 'cancelled').slice(-LAST);
  return (
    last.length === LAST && last.every((record) => record.status === 'failed' && record.failure.class === 'connect')
  );
}

function lastFailure(measured: readonly RequestRecord[]): string {
  const failed = measured.findLast((record) => record.status === 'failed');
  return `the last ${LAST} requests could not connect${failed ? `: ${failed.failure.message}` : ''}`;
}
