import type { ProbeStatus, SaturationState } from '@sagellm/bench-protocol';

/** What the search needs of a probe. */
export type Probed = { rate: number; status: ProbeStatus; clear: boolean };

export type SearchBounds = {
  /** Requests per second, 0 < from ≤ to. */
  from: number;
  to: number;
  /** Ends where the rate that did not hold is at most so many times the one that did; above 1. */
  precision: number;
};

type Known = { held?: number; notHeld?: number };
export type Step = (
  | /** `repeat` counts from 0: how often this rate was probed already. */ {
      type: 'probe';
      rate: number;
      repeat: number;
    }
  | { type: 'end'; state: SaturationState }
) &
  Known;

/**
 * What a saturation search does next, from all that it has seen: growth by two from `from`, then bisection (on a scale of
 * ratios) between the largest rate that held and the smallest that did not. Pure; the same probes give the same step.
 *
 * A rate is decided by the first clear probe, else by the first status that comes twice: an odd probe is outvoted. INVALID
 * probes decide nothing, and are the limit of the instrument when there are two more of them than of others.
 */
export function nextProbe(probes: readonly Probed[], bounds: SearchBounds): Step {
  const known: Known = {};
  let rate = bounds.from;
  for (;;) {
    const ofRate = probes.filter((probe) => probe.rate === rate);
    const status = decide(ofRate);
    switch (status) {
      case undefined:
        return { type: 'probe', rate, repeat: ofRate.length, ...known };
      case 'interrupted':
      case 'server-died':
      case 'not-measurable':
        return { type: 'end', state: status, ...known };
      case 'invalid':
        return { type: 'end', state: 'instrument-limit', ...known };
      case 'held':
        known.held = rate;
        break;
      case 'not-held':
        known.notHeld = rate;
        break;
    }
    if (known.held === undefined) return { type: 'end', state: 'never-held', ...known };
    if (known.notHeld === undefined) {
      if (known.held >= bounds.to) return { type: 'end', state: 'held-up-to-bound', ...known };
      rate = Math.min(2 * known.held, bounds.to);
    } else {
      if (known.notHeld / known.held <= bounds.precision) return { type: 'end', state: 'found', ...known };
      rate = middle(known.held, known.notHeld);
    }
  }
}

/** What the probes of one rate say together; absent where another one is needed. */
export function decide(probes: readonly Probed[]): ProbeStatus | undefined {
  const last = probes.at(-1);
  if (last?.status === 'interrupted' || last?.status === 'server-died') return last.status;
  const clear = probes.find((probe) => probe.clear);
  if (clear) return clear.status;
  const valid = probes.filter(({ status }) => status !== 'invalid');
  if (probes.length - valid.length >= 2 + valid.length) return 'invalid';
  return valid.find(({ status }, i) => valid.findIndex((earlier) => earlier.status === status) < i)?.status;
}

/** Geometric, and round where there is room for it. */
function middle(low: number, high: number): number {
  const exact = Math.sqrt(low * high);
  const round = Number(exact.toPrecision(3));
  return round > low && round < high ? round : exact;
}
