import type { Observation } from '@sagellm/bench-protocol';

/** Largest distance from `sent` that a Uint32 of microseconds holds: 71.58 minutes. */
const LONGEST_US = 0xffff_ffff;

/** Taken again for each request: one that is made for each is a piece of memory outside the heap that must be freed. */
let scratch = new Uint32Array(1024);

function scratchFor(length: number): Uint32Array {
  if (scratch.length < length) scratch = new Uint32Array(2 * length);
  return scratch.subarray(0, length);
}

/** Moments of one request in whole microseconds since the run began. */
export type QuantisedMoments = {
  /** A clock time of this request. */
  micros(at: number): number;
  /** Microseconds since `sent`, until the next call; absent where nothing streamed, or where `remark` says why they cannot be kept. */
  tokenTimes?: Uint32Array;
  remark?: string;
};

/**
 * Rounds to microseconds without blurring what is different: equal clock times (one socket read) stay equal, and two
 * reads that would round to the same microsecond are kept apart by pushing the later one on. Token times and moments
 * agree: the record's `first_token_ms` is `sent_ms` plus the first token time, to the microsecond.
 */
export function quantiseMoments(observation: Observation, runStart: number): QuantisedMoments {
  const rounded = (at: number) => Math.round((at - runStart) * 1000) + 0;
  const { sent, tokenTimes: clockTimes } = observation;
  if (clockTimes === undefined || (sent === undefined && clockTimes.length === 0)) return { micros: rounded };
  if (sent === undefined) return { micros: rounded, remark: 'token times dropped: no send was stamped' };

  const origin = rounded(sent);
  const tokenTimes = scratchFor(clockTimes.length);
  let pushed = false;
  let before = sent;
  let last = 0;
  for (let index = 0; index < clockTimes.length; index++) {
    const at = clockTimes[index]!;
    if (!(at >= before)) return { micros: rounded, remark: 'token times dropped: they run backwards' };
    const plain = rounded(at) - origin;
    const value = index === 0 ? plain : at === before ? last : Math.max(plain, last + 1);
    if (value > LONGEST_US) {
      return { micros: rounded, remark: 'token times dropped: the answer took longer than 71 minutes' };
    }
    pushed ||= value !== plain;
    tokenTimes[index] = value;
    before = at;
    last = value;
  }
  if (!pushed) return { micros: rounded, tokenTimes };

  // A pushed read takes the request's other stamps of that moment along, and what ended later does not end before it.
  const exact = new Map(clockTimes.map((at, index) => [at, origin + tokenTimes[index]!]));
  const lastClockTime = clockTimes.at(-1)!;
  return {
    micros: (at) => exact.get(at) ?? (at > lastClockTime ? Math.max(rounded(at), origin + last) : rounded(at)),
    tokenTimes,
  };
}
