import type { ArrivalAudit, VerdictReason } from '@sagellm/bench-protocol';
import { sendLag } from '../../request/send-lag.ts';
import { percentile } from '../../statistics/percentile.ts';
import { rateTolerance, variationTolerance } from '../arrivals/asked-process.ts';
import type { Subject } from '../subject.ts';
import type { ThresholdKey } from '../thresholds.ts';
import { msText, reasonsOf } from './reason.ts';

/** Fewer gaps have no shape: one of them late is a late send, not another process. */
const FEWEST_GAPS = 30;

/** Whether requests left in the rhythm that was planned, and whether the plan is what was asked. */
export function doubtfulArrivals(subject: Subject): VerdictReason[] {
  const { arrivals } = subject;
  if (!arrivals || arrivals.sends <= FEWEST_GAPS) return [];
  return [...shape(subject, arrivals), ...plan(subject, arrivals)];
}

type Difference = {
  key: ThresholdKey;
  name: string;
  planned: number | undefined;
  sent: number | undefined;
  by?: number;
};

/** One reason for one cause: the figure that is furthest off is named, the others stand beside it. */
function shape(subject: Subject, audit: ArrivalAudit): VerdictReason[] {
  const displacement = percentile(
    subject.measured
      .map(sendLag)
      .filter((lag) => lag !== undefined)
      .map(Math.abs),
    0.99,
  );
  const pattern = subject.run?.pattern;
  const drawnByChance = pattern?.kind === 'open' && (pattern.arrival === 'poisson' || pattern.arrival === 'gamma');
  const differences: Difference[] = [
    { key: 'arrival-cv', name: 'CV of the gaps', planned: audit.planned_cv, sent: audit.sent_cv },
    {
      key: 'arrival-dispersion',
      name: `index of dispersion in ${audit.dispersion_window_ms} ms`,
      planned: audit.planned_dispersion,
      sent: audit.sent_dispersion,
      by: Math.max(1, audit.planned_dispersion ?? 0),
    },
    { key: 'arrival-correlation', name: 'lag-1 correlation', planned: audit.planned_lag1, sent: audit.sent_lag1 },
    {
      key: 'arrival-distance',
      name: 'Kolmogorov–Smirnov distance',
      planned: drawnByChance ? 0 : undefined,
      sent: audit.ks_distance,
    },
  ];
  const found = differences.flatMap(({ key, name, planned, sent, by = 1 }) => {
    if (planned === undefined || sent === undefined) return [];
    return reasonsOf(
      key,
      subject,
      { value: Math.abs(sent - planned) / by, atStakeMs: displacement },
      {
        message: `requests left ${rhythm(audit)} than planned: ${name} ${sent.toFixed(2)} for ${planned.toFixed(2)}, with sends up to ${msText(displacement ?? 0)} off at p99`,
        remedy: `${subject.oneMoreWorker}a lower rate, or a client with more CPU`,
      },
    );
  });
  return found.sort(worstFirst).slice(0, 1);
}

function rhythm({ planned_cv = 0, sent_cv = 0 }: ArrivalAudit): string {
  return sent_cv >= planned_cv ? 'more in bunches' : 'more evenly';
}

function worstFirst(a: VerdictReason, b: VerdictReason): number {
  if (a.state !== b.state) return a.state === 'INVALID' ? -1 : 1;
  return b.value! / b.limit! - a.value! / a.limit!;
}

/** The due times themselves: chance drew them, so they may be off by what chance explains. */
function plan(subject: Subject, audit: ArrivalAudit): VerdictReason[] {
  const { asked_rate, asked_cv, planned_cv, planned_rate, sends } = audit;
  if (asked_rate === undefined || asked_cv === undefined || planned_cv === undefined) return [];
  const rateOff = Math.abs(planned_rate / asked_rate - 1) / rateTolerance(asked_cv, sends - 1);
  const variationOff = Math.abs(planned_cv - asked_cv) / variationTolerance(asked_cv, sends - 1);
  return reasonsOf(
    'plan-not-as-asked',
    subject,
    { value: Math.max(rateOff, variationOff) },
    {
      message: `the due times have ${planned_rate.toPrecision(4)} requests/s and a CV of ${planned_cv.toFixed(2)}, the process asked for has ${asked_rate} and ${asked_cv.toFixed(2)}: further apart than chance explains`,
      remedy: 'report it as a fault of this program; another --seed draws other due times',
    },
  );
}
