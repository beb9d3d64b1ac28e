import { z } from 'zod';

const share = z.number().min(0).max(1);
const duration = z.number().nonnegative();

/** What one thread that sends load saw of itself. What this platform or runtime cannot tell is absent, never 0. */
export const ThreadHealth = z.object({
  /** `main`, or `load 1`, `load 2`, … */
  thread: z.string(),
  /** Seconds that were watched. */
  seconds: duration,
  /** Share of the time in which its event loop was not waiting. */
  loop_utilisation: share.optional(),
  /** How late the event loop came to a timer. */
  loop_delay_ms: z.object({ p50: duration, p99: duration, max: duration }).optional(),
  /** Share of events that were already waiting when the loop polled: their stamps are late by what came before them. */
  events_waiting_share: share.optional(),
  gc: z.object({ count: z.int().nonnegative(), total_ms: duration, longest_ms: duration }).optional(),
  /** CPU seconds of the thread ÷ seconds. */
  cpu_share: duration.optional(),
  /** Time that it was ready to run and another had its CPU. */
  run_queue_wait_ms: duration.optional(),
  /** A send that found no request prepared, and had to wait for it. */
  starved: z.int().nonnegative().optional(),
});
export type ThreadHealth = z.infer<typeof ThreadHealth>;

/** How the instrument itself fared while one workload was measured. */
export const InstrumentHealth = z.object({
  workload: z.string(),
  threads: z.array(ThreadHealth),
  /** CPU seconds of the whole process ÷ seconds. */
  process_cpu_share: duration.optional(),
  /** Share of the machine's CPU time that its host gave to others. */
  steal_share: share.optional(),
  /** Share of the machine's CPU time that was not idle. */
  machine_cpu_share: share.optional(),
  connections_opened: z.int().nonnegative().optional(),
  /** Answers that were read a second time, event by event, and the counts that came out differently. */
  reread: z.object({ answers: z.int().nonnegative(), differences: z.array(z.string()) }).optional(),
});
export type InstrumentHealth = z.infer<typeof InstrumentHealth>;
