import { parseSlo, type SearchBounds, smallestSampleFor } from '@sagellm/bench-metrics';
import { type RunPlan, usageError } from '@sagellm/bench-protocol';
import type { LoadedPlan } from '../configuration/load-plan.ts';
import { findPlanKey } from '../configuration/plan-keys.ts';
import { checkLoad } from '../run/load-pattern.ts';

export type SaturationSettings = SearchBounds & { probeDurationS: number };

export const SATURATION_DEFAULTS: SaturationSettings = { from: 1, to: 10_000, precision: 1.1, probeDurationS: 20 };

/** A mean has no interval of its own here; so many requests are the least that it is taken over. */
const LEAST_FOR_A_MEAN = 104;
/** What was asked for without a name: small, and done in seconds by most servers. */
const WORKLOAD = 'Q1';

/** Settings of a run that a search decides itself or has no use for. */
export const NOT_OF_A_SEARCH = [
  'rate',
  'concurrency',
  'mode',
  'requests',
  'duration',
  'contract',
  'allow_unmeasured',
  'output_json',
  'calibrate',
  'trace',
  'time_scale',
  'ramp',
  'steps',
  'on_off',
];

/**
 * The plan that every probe shares, and how many requests a probe has at least.
 *
 * @throws BenchmarkError (usage) where the search could never answer: no promise to keep, or a load of its own
 */
export function planOfSearch(loaded: LoadedPlan, { from, to, precision }: SaturationSettings): Searched {
  const { plan, sources } = loaded;
  for (const [key, source] of Object.entries(sources)) {
    if (source === 'default' || !NOT_OF_A_SEARCH.includes(key)) continue;
    const { flag, env } = findPlanKey(key)!;
    throw usageError(
      `${source === 'env' ? env : flag} ${String(plan[key as keyof RunPlan])}: does not go with saturate`,
      'the search sets the load itself: --from, --to, --precision and --probe-duration bound it',
    );
  }
  const slo = parseSlo(plan.slo);
  const gates = slo.filter(({ kind }) => kind !== 'bound');
  if (gates.length === 0) {
    throw usageError(
      slo.length === 0
        ? 'saturate needs --slo: what must hold'
        : `--slo ${plan.slo.join(',')}: a bound alone promises nothing`,
      "e.g. --slo 'ttft_ms:p95<500,tpot_ms:p95<50'",
    );
  }
  if (from > to) throw usageError(`--from ${from} is above --to ${to}`);
  const shared: RunPlan = { ...plan, workload: sources.workload === 'default' ? WORKLOAD : plan.workload };
  checkLoad({ ...shared, rate: from });
  if (precision > 2) throw usageError(`--precision ${precision}: must be at most 2, the step of the search`);
  const least = gates.map(({ share }) => (share === undefined ? LEAST_FOR_A_MEAN : smallestSampleFor(share)));
  return { plan: shared, leastRequests: Math.max(...least) };
}

export type Searched = { plan: RunPlan; leastRequests: number };
