import type { Attainment, RatePoint, SaturationSearch } from '@sagellm/bench-protocol';
import { shareText } from '../values/number-text.ts';

/** The answer in a sentence. Never says more than was measured. */
export function answerText(search: SaturationSearch): string {
  const { state, held_at: held, not_held_at: notHeld } = search;
  const promises = search.slo.join(', ');
  switch (state) {
    case 'found':
      return `between ${held} and ${notHeld} requests/s: ${held}/s keeps ${promises}, ${notHeld}/s does not`;
    case 'never-held':
      return `${promises} is not kept at ${notHeld} requests/s already, the lowest rate tried`;
    case 'held-up-to-bound':
      return `at least ${held} requests/s, as far as was tried (--to): ${promises} is still kept there`;
    case 'instrument-limit':
      return `${known(search)}; the instrument could not measure ${lastRate(search)} requests/s, which says nothing of the server`;
    case 'not-measurable':
      return `${known(search)}; whether ${lastRate(search)} requests/s keeps ${promises} cannot be measured`;
    case 'server-died':
      return `${known(search)}; the server was gone at ${lastRate(search)} requests/s`;
    case 'interrupted':
      return `${known(search)}; interrupted at ${lastRate(search)} requests/s`;
    case undefined:
      return `${known(search)}; the search is not finished`;
  }
}

/** `ttft_ms:p95<500 met by 98.1 % of 320 (99 % interval 95.2 % to 99.5 %, 95 % asked)`, a clause each. */
export function attainmentText({ attainment }: RatePoint): string {
  const near = attainment.some(({ low, high, asked }) => low < asked && high >= asked);
  return `${attainment.map(clauseText).join('; ')}${near ? '. Near the border: probes agreed, the interval does not decide' : ''}`;
}

function clauseText({ clause, asked, met, unknown, issued, low, high }: Attainment): string {
  const open = unknown > 0 ? `, ${unknown} not judged` : '';
  const interval = `99 % interval ${shareText(low)} to ${shareText(high)}`;
  return `${clause} met by ${met} of ${issued}${open} (${interval}; ${shareText(asked)} asked)`;
}

function known({ held_at: held, not_held_at: notHeld }: SaturationSearch): string {
  if (held === undefined) return 'no rate is known to hold';
  return `at least ${held} requests/s${notHeld === undefined ? '' : `, below ${notHeld}`}`;
}

function lastRate({ probes }: SaturationSearch): number | string {
  return probes.at(-1)?.rate ?? '–';
}
