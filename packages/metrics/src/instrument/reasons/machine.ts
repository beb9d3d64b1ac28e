import type { ThreadHealth, VerdictReason } from '@sagellm/bench-protocol';
import { oneTokenPerEvent } from '../../report/warnings/streams.ts';
import type { Subject } from '../subject.ts';
import { GC_SHARE_THAT_MATTERS, thresholds } from '../thresholds.ts';
import { msText, percentText, reasonsOf } from './reason.ts';

const lessLoad = ({ oneMoreWorker }: Subject) => `${oneMoreWorker}a lower load, or a client with more CPU`;
const FREE_CORE =
  'leave a core to the client: stop other programs, give a local engine fewer threads, or measure from another machine';
/** Watched for less, a figure of the loop is mostly the start of the load. */
const SHORTEST_WATCH_S = 1;
/** Below this the loop was asleep most of the time, and what waited was not waiting for it. */
const HARDLY_BUSY = 0.3;

/** How the threads that sent the load fared, where somebody watched. */
export function doubtfulMachine(subject: Subject): VerdictReason[] {
  const { health } = subject;
  if (!health) return [];
  return [
    ...health.threads.flatMap((thread) => doubtfulThread(subject, thread, health.steal_share ?? 0)),
    ...coalesced(subject, health.threads, health.steal_share ?? 0),
    ...reasonsOf(
      'steal',
      subject,
      { value: health.steal_share ?? 0 },
      {
        message: `the host of this machine gave ${percentText(health.steal_share ?? 0)} of its CPU time to others`,
        remedy: 'measure on a machine of your own, or at another hour',
      },
    ),
  ];
}

function doubtfulThread(subject: Subject, thread: ThreadHealth, steal: number): VerdictReason[] {
  const waited = waitedShare(thread);
  const own = ownUtilisation(thread, (waited ?? 0) + steal);
  const excused = thread.seconds < SHORTEST_WATCH_S;
  const name = subject.health!.threads.length > 1 ? ` (thread ${thread.thread})` : '';
  const waiting = (thread.loop_utilisation ?? 1) >= HARDLY_BUSY ? thread.events_waiting_share : undefined;
  const gcMatters = (thread.gc?.total_ms ?? 0) > GC_SHARE_THAT_MATTERS * thread.seconds * 1000;
  const gc = gcMatters ? thread.gc?.longest_ms : undefined;
  return [
    ...reasonsOf(
      'loop-busy',
      subject,
      { value: own ?? 0, excused },
      {
        message: `the event loop${name} was busy for ${percentText(own ?? 0)} of the time: stamps are late by what came before them`,
        remedy: lessLoad(subject),
      },
    ),
    ...stalls(subject, thread, name, steal),
    ...reasonsOf(
      'events-waiting',
      subject,
      { value: waiting ?? 0 },
      {
        message: `${percentText(waiting ?? 0)} of the events were already waiting when the event loop${name} looked: their stamps are late`,
        remedy: lessLoad(subject),
      },
    ),
    ...reasonsOf(
      'gc-pause',
      subject,
      { value: gc ?? 0, atStakeMs: gc },
      {
        message: `garbage collection stopped the client${name} for ${msText(gc ?? 0)} at once`,
        remedy: lessLoad(subject),
      },
    ),
    ...waitedForCpu(subject, thread, name),
  ];
}

/**
 * Share of the time in which the loop was busy by its own doing. Busy without a CPU is another's doing as far as others
 * had it; waiting in what else is done at once (a disk) stays ours.
 */
function ownUtilisation({ loop_utilisation, cpu_share }: ThreadHealth, takenShare: number): number | undefined {
  if (loop_utilisation === undefined) return undefined;
  const withoutCpu = cpu_share === undefined ? loop_utilisation : Math.max(0, loop_utilisation - cpu_share);
  return loop_utilisation - Math.min(takenShare, withoutCpu);
}

/** What was waited comes before the reads, so their stamps are late by their part of it; single gaps feel that first. */
function waitedForCpu(subject: Subject, thread: ThreadHealth, name: string): VerdictReason[] {
  const { metrics, measured, health, touched } = subject;
  const reads = measured.reduce((sum, record) => sum + (record.reads ?? 0), 0);
  const perRead = reads > 0 ? ((thread.run_queue_wait_ms ?? 0) * health!.threads.length) / reads : undefined;
  const gap = metrics.itl_ms && { name: 'median ITL', ms: metrics.itl_ms.p50 };
  const beside = gap ?? touched;
  const late =
    perRead === undefined
      ? ''
      : `: ${msText(perRead)} for each read${beside ? ` beside a ${beside.name} of ${msText(beside.ms)}` : ''}`;
  const waited = waitedShare(thread) ?? 0;
  return reasonsOf(
    'cpu-waited-for',
    subject,
    { value: waited, atStakeMs: perRead, touchedMs: beside?.ms },
    {
      message: `the client${name} was ready to run and had no CPU for ${percentText(waited)} of the time${late}`,
      remedy: FREE_CORE,
    },
  );
}

function stalls(subject: Subject, thread: ThreadHealth, name: string, steal: number): VerdictReason[] {
  const delay = thread.loop_delay_ms;
  if (!delay) return [];
  const others = cpuWasTaken(thread, steal);
  const ownDoing = !others && isOwnDoing(thread);
  return reasonsOf(
    'loop-stalls',
    subject,
    { value: delay.p99, atStakeMs: delay.p99, excused: !ownDoing || thread.seconds < SHORTEST_WATCH_S },
    {
      message: `the event loop${name} came ${msText(delay.p99)} late to its timers at p99${others ? ', as others had its CPU' : ''}`,
      remedy: others ? FREE_CORE : lessLoad(subject),
    },
  );
}

/** Samples of the loop's delay are taken this often. */
const DELAY_SAMPLE_S = 0.02;

/**
 * Whether the time for which others had the CPU is enough for the stalls: one in a hundred samples is late by the p99 or
 * more, and half of that is taken as proof.
 */
function cpuWasTaken({ loop_delay_ms, run_queue_wait_ms, seconds }: ThreadHealth, steal: number): boolean {
  const takenMs = (run_queue_wait_ms ?? 0) + steal * seconds * 1000;
  const late = Math.max(1, (seconds / DELAY_SAMPLE_S) * 0.01);
  return takenMs >= 0.5 * late * (loop_delay_ms?.p99 ?? Number.POSITIVE_INFINITY);
}

/** Known to be ours: the kernel says that nobody took the CPU, or we were busy, or collected garbage that long. */
function isOwnDoing({ run_queue_wait_ms, loop_utilisation, gc, loop_delay_ms }: ThreadHealth): boolean {
  if (run_queue_wait_ms !== undefined) return true;
  if ((loop_utilisation ?? 0) > thresholds['loop-busy'].degraded.above) return true;
  return (gc?.longest_ms ?? 0) >= 0.5 * (loop_delay_ms?.p99 ?? Number.POSITIVE_INFINITY);
}

function waitedShare({ run_queue_wait_ms, seconds }: ThreadHealth): number | undefined {
  return run_queue_wait_ms === undefined || seconds === 0 ? undefined : Math.min(1, run_queue_wait_ms / 1000 / seconds);
}

/** Several tokens in a read are ours only where our loop was behind; otherwise the server's or the path's. */
function coalesced(subject: Subject, threads: readonly ThreadHealth[], steal: number): VerdictReason[] {
  const behind = threads.some((thread) => {
    const own = ownUtilisation(thread, (waitedShare(thread) ?? 0) + steal) ?? 0;
    const { loop_utilisation = 0, events_waiting_share = 0 } = thread;
    const swamped =
      loop_utilisation >= HARDLY_BUSY && events_waiting_share > thresholds['events-waiting'].degraded.above;
    return own > thresholds['loop-busy'].degraded.above || swamped;
  });
  const share = subject.metrics.coalesced_share ?? 0;
  if (!behind || !oneTokenPerEvent(subject, subject.tokenTimes)) return [];
  return reasonsOf(
    'coalesced-reads',
    subject,
    { value: share },
    {
      message: `${percentText(share)} of the tokens shared a socket read while our own loop was behind, so their single gaps were not seen`,
      remedy: lessLoad(subject),
    },
  );
}
