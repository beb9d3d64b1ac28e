import type { TimeoutPhase } from '@sagellm/bench-protocol';
import type { Reading } from '../reading/reading.ts';

/** Milliseconds. */
export type Timeouts = {
  /** From `send` until the first byte goes out. */
  connectMs: number;
  /** From the first byte sent to the first token of a stream. */
  firstTokenMs: number;
  /** Between two reads, once tokens (or a body that does not stream) have begun to come. */
  idleMs: number;
  /** From `send` to the end of the body. */
  totalMs: number;
};

export type Deadline = { at: number; phase: TimeoutPhase; limitMs: number };

/** Which limit runs out next, and when. */
export function nextDeadline(reading: Reading, timeouts: Timeouts): Deadline {
  const total: Deadline = { at: reading.started + timeouts.totalMs, phase: 'total', limitMs: timeouts.totalMs };
  const now = phaseDeadline(reading, timeouts);
  return now && now.at <= total.at ? now : total;
}

function phaseDeadline(reading: Reading, timeouts: Timeouts): Deadline | undefined {
  const { connectMs, firstTokenMs, idleMs } = timeouts;
  if (reading.sent === undefined) return { at: reading.started + connectMs, phase: 'connect', limitMs: connectMs };
  // A role chunk, a comment or headers may come long before the first token: they are no sign of it.
  if (reading.streaming && !reading.tokens.seen) {
    return { at: reading.sent + firstTokenMs, phase: 'first-token', limitMs: firstTokenMs };
  }
  if (reading.lastRead === undefined) return undefined;
  return { at: reading.lastRead + idleMs, phase: 'idle', limitMs: idleMs };
}
