import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import type { ThreadHealth } from '@sagellm/bench-protocol';
import { watchGc } from './gc-watch.ts';
import { runQueueWaitMs } from './run-queue-wait.ts';

/** Watches the thread that it is made in, between start and stop. Nothing is done per request. */
export interface ThreadMonitor {
  start(): void;
  stop(): ThreadHealth;
}

/** Its own timer costs half a percent of a core at this; it sees stalls, not microseconds. */
const DELAY_RESOLUTION_MS = 20;

/**
 * What the runtime and, on Linux, the scheduler say of a thread: how busy its event loop was, how late it came to its
 * timers, how often it was put aside. What cannot be told here is absent.
 */
export function createThreadMonitor(thread: string): ThreadMonitor {
  const delay = monitorEventLoopDelay({ resolution: DELAY_RESOLUTION_MS });
  const gc = watchGc();
  let begin = readings();

  return {
    start: () => {
      delay.reset();
      delay.enable();
      gc.start();
      begin = readings();
    },
    stop: () => {
      const end = readings();
      delay.disable();
      const seconds = (end.at - begin.at) / 1000;
      const { utilization } = performance.eventLoopUtilization(end.loop, begin.loop);
      const wait = difference(end.waitMs, begin.waitMs);
      return {
        thread,
        seconds,
        loop_utilisation: Math.min(1, Math.max(0, utilization)),
        ...(delay.count > 0 ? { loop_delay_ms: lateness(delay) } : {}),
        ...eventsWaiting(end, begin),
        gc: gc.stop(),
        ...(seconds > 0 && end.cpu && begin.cpu
          ? { cpu_share: (total(end.cpu) - total(begin.cpu)) / 1e6 / seconds }
          : {}),
        ...(wait === undefined ? {} : { run_queue_wait_ms: wait }),
      };
    },
  };
}

type Readings = ReturnType<typeof readings>;

function readings() {
  return {
    at: performance.now(),
    loop: performance.eventLoopUtilization(),
    polled: performance.nodeTiming.uvMetricsInfo as { events: number; eventsWaiting: number } | undefined,
    // Since Node 23.9.
    cpu: process.threadCpuUsage?.(),
    waitMs: runQueueWaitMs(),
  };
}

/** Of the events since `begin`, those that the loop found waiting when it came to poll. */
function eventsWaiting({ polled: end }: Readings, { polled: begin }: Readings): { events_waiting_share?: number } {
  if (!end || !begin || end.events <= begin.events) return {};
  const share = (end.eventsWaiting - begin.eventsWaiting) / (end.events - begin.events);
  return { events_waiting_share: Math.min(1, Math.max(0, share)) };
}

/** The histogram holds the time between two ticks of its timer, so what is beyond the resolution is lateness. */
function lateness(delay: { percentile(p: number): number; max: number }) {
  const late = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - DELAY_RESOLUTION_MS);
  return { p50: late(delay.percentile(50)), p99: late(delay.percentile(99)), max: late(delay.max) };
}

function total({ user, system }: NodeJS.CpuUsage): number {
  return user + system;
}

function difference(end: number | undefined, begin: number | undefined): number | undefined {
  return end === undefined || begin === undefined ? undefined : Math.max(0, end - begin);
}
