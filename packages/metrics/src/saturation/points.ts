import type { RatePoint, RateProbe } from '@sagellm/bench-protocol';
import { withoutAbsent } from '../absent.ts';
import { pooledAttainment } from './attainment.ts';
import { decide } from './next-probe.ts';

/** The curve: the probes of each rate together, by rate. INVALID ones enter no figure. */
export function pointsOf(probes: readonly RateProbe[]): RatePoint[] {
  const rates = [...new Set(probes.map(({ rate }) => rate))].sort((a, b) => a - b);
  return rates.map((rate) => {
    const all = probes.filter((probe) => probe.rate === rate);
    return withoutAbsent<RatePoint>({
      rate,
      status: decide(all),
      probes: all.map(({ number }) => number),
      attainment: pooledAttainment(all.filter(({ status }) => status !== 'invalid').map((probe) => probe.attainment)),
    });
  });
}
