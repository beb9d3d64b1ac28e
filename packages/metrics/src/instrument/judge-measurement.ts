import type { RunManifest, SelfCheck, Verdict, VerdictReason } from '@sagellm/bench-protocol';
import { withoutAbsent } from '../absent.ts';
import type { JudgedWorkload } from '../report/judged-workload.ts';
import { achievedConcurrency } from './conservation/achieved-concurrency.ts';
import { littlesLaw } from './conservation/littles-law.ts';
import { tokenAgreement } from './conservation/token-agreement.ts';
import { doubtfulAnswers } from './reasons/answers.ts';
import { doubtfulArrivals } from './reasons/arrivals.ts';
import { doubtfulMachine } from './reasons/machine.ts';
import { countLateSends, doubtfulSending } from './reasons/sending.ts';
import { brokenSums } from './reasons/sums.ts';
import { type Subject, subjectOf } from './subject.ts';
import { thresholds } from './thresholds.ts';

/**
 * May the numbers of a run be used? From manifest and records alone, so that a finished run can be judged again. What
 * nobody watched (`manifest.health` absent) is not held against the run.
 *
 * In virtual time no send is late and no thread is busy; only sums and counts can be wrong.
 */
export function judgeMeasurement({
  manifest,
  workloads,
  tokenTimes,
}: {
  manifest: RunManifest;
  workloads: readonly JudgedWorkload[];
  tokenTimes: Uint32Array;
}): Verdict {
  const subjects = workloads.map((workload) => subjectOf(workload, { manifest, tokenTimes }));
  const virtual = manifest.engine.stamp_source === 'virtual';
  const reasons = subjects.flatMap((subject) => (virtual ? timeless(subject) : all(subject))).sort(inOrder);
  const state = reasons[0]?.state ?? 'VALID';
  return {
    state,
    ...(state === 'INVALID' && manifest.plan.accept_invalid ? { accepted: true as const } : {}),
    reasons,
    checks: subjects.map(selfCheck),
  };
}

function timeless(subject: Subject): VerdictReason[] {
  return [...brokenSums(subject), ...doubtfulAnswers(subject)];
}

function all(subject: Subject): VerdictReason[] {
  return [
    ...brokenSums(subject),
    ...doubtfulAnswers(subject),
    ...doubtfulSending(subject),
    ...doubtfulArrivals(subject),
    ...doubtfulMachine(subject),
  ];
}

const PLACES = new Map(Object.keys(thresholds).map((key, place) => [key, place]));

/** What voids the run first, then in the order of the table; of one kind in the order of the workloads. */
function inOrder(a: VerdictReason, b: VerdictReason): number {
  if (a.state !== b.state) return a.state === 'INVALID' ? -1 : 1;
  return PLACES.get(a.code)! - PLACES.get(b.code)!;
}

function selfCheck(subject: Subject): SelfCheck {
  const { metrics, run, measured, tokenTimes, arrivals } = subject;
  const twice = littlesLaw(metrics, measured);
  const loop = achievedConcurrency(measured, run?.pattern);
  const tokens = tokenAgreement(measured, tokenTimes);
  return withoutAbsent<SelfCheck>({
    workload: metrics.workload,
    arrivals,
    late_sends: countLateSends(subject),
    in_flight: twice && { counted: twice.counted, by_littles_law: twice.by_littles_law },
    concurrency: loop && { asked: loop.asked, achieved: loop.achieved },
    tokens: tokens && { by_usage: tokens.by_usage, by_stream: tokens.by_stream },
  });
}
