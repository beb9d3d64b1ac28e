import type { VerdictReason } from '@sagellm/bench-protocol';
import { sendLag } from '../../request/send-lag.ts';
import { achievedConcurrency } from '../conservation/achieved-concurrency.ts';
import type { Subject } from '../subject.ts';
import { thresholds } from '../thresholds.ts';
import { msText, percentText, reasonsOf } from './reason.ts';

const moreClient = ({ oneMoreWorker }: Subject) =>
  `${oneMoreWorker}a lower rate, or a client with more CPU; read the latencies from the due time`;

/** Whether the load was the one asked for: sends on time, at the rate, and slots that were full. */
export function doubtfulSending(subject: Subject): VerdictReason[] {
  return [...lateSends(subject), ...behindPlan(subject), ...emptySlots(subject), ...starved(subject)];
}

/** Sends that were later than the limit from which the table degrades. */
export function countLateSends({ measured, touched }: Subject): number | undefined {
  const lags = measured.map(sendLag).filter((lag) => lag !== undefined);
  return lags.length > 0 ? lags.filter((lag) => lag > lateFrom('degraded', touched)).length : undefined;
}

function lateSends(subject: Subject): VerdictReason[] {
  const { metrics, measured, touched } = subject;
  const lag = metrics.send_lag_ms;
  if (!lag) return [];
  const lags = measured.map(sendLag).filter((ms) => ms !== undefined);
  const later = (limit: number) => lags.filter((ms) => ms > limit).length;
  const excused = later(lateFrom('invalid', touched)) < Math.min(FEW, Math.ceil(lag.n / 2));
  return reasonsOf(
    'late-sends',
    subject,
    { value: lag.p99, atStakeMs: lag.p99, excused },
    {
      message: (limit) =>
        `p99 of the send lag is ${msText(lag.p99)}, ${later(limit)} of ${lag.n} sends were late${beside(touched)}`,
      remedy: moreClient(subject),
    },
  );
}

/** One hiccup in a short run is no p99. */
const FEW = 3;

function lateFrom(state: 'degraded' | 'invalid', touched: Subject['touched']): number {
  const { floor_ms, share } = thresholds['late-sends'][state];
  return Math.max(floor_ms, share * (touched?.ms ?? 0));
}

function beside(touched: Subject['touched']): string {
  return touched ? ` beside a ${touched.name} of ${msText(touched.ms)}` : '';
}

function behindPlan(subject: Subject): VerdictReason[] {
  const { arrivals, metrics } = subject;
  if (!arrivals) return [];
  const value = 1 - arrivals.sent_rate / arrivals.planned_rate;
  return reasonsOf(
    'behind-plan',
    subject,
    { value, atStakeMs: metrics.send_lag_ms?.p50 },
    {
      message: `sent ${rateText(arrivals.sent_rate)} where ${rateText(arrivals.planned_rate)} were planned, ${percentText(value)} fewer, with sends ${msText(metrics.send_lag_ms?.p50 ?? 0)} late in the middle`,
      remedy: moreClient(subject),
    },
  );
}

function rateText(perSecond: number): string {
  return `${Number(perSecond.toPrecision(4))} requests/s`;
}

function emptySlots(subject: Subject): VerdictReason[] {
  const loop = achievedConcurrency(subject.measured, subject.run?.pattern);
  if (!loop) return [];
  return reasonsOf(
    'empty-slots',
    subject,
    { value: loop.idleShare, atStakeMs: loop.emptyMs },
    {
      message: `${loop.achieved.toFixed(2)} requests were in flight on average where ${loop.asked} were asked for; a slot stood empty for ${msText(loop.emptyMs)} between two requests`,
      remedy: `${loop.asked > 1 ? subject.oneMoreWorker : ''}stop other programs, or measure from a machine with a free core`,
    },
  );
}

function starved(subject: Subject): VerdictReason[] {
  const counts = (subject.health?.threads ?? []).flatMap((thread) => thread.starved ?? []);
  if (counts.length === 0 || subject.measured.length === 0) return [];
  const starved = counts.reduce((sum, count) => sum + count, 0);
  return reasonsOf(
    'starved-sends',
    subject,
    { value: starved / subject.measured.length },
    {
      message: `${starved} of ${subject.measured.length} sends had to wait for their request to be prepared`,
      remedy: 'a lower rate or shorter prompts; more --workers prepare side by side',
    },
  );
}
