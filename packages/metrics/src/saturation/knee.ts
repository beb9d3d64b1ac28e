import type { RateProbe } from '@sagellm/bench-protocol';

const TIMES = 2;

/**
 * The knee of the curve: the smallest rate whose median E2EL from due is above twice that of the lowest rate, and the rate
 * probed before it. Of several probes of a rate the mean of their medians counts; INVALID ones are left out. Absent where
 * no rate goes so far, or where only the lowest was measured.
 */
export function kneeOf(probes: readonly RateProbe[]): { below: number; at: number } | undefined {
  const medians = new Map<number, number[]>();
  for (const { rate, status, metrics } of probes) {
    const median = metrics?.e2el_from_due_ms?.p50;
    if (status === 'invalid' || median === undefined) continue;
    medians.set(rate, [...(medians.get(rate) ?? []), median]);
  }
  const curve = [...medians].sort(([a], [b]) => a - b).map(([rate, all]) => ({ rate, median: mean(all) }));
  const index = curve.findIndex(({ median }) => median > TIMES * curve[0]!.median);
  return index < 1 ? undefined : { below: curve[index - 1]!.rate, at: curve[index]!.rate };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
