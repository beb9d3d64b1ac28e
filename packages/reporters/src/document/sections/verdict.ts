import type { BenchmarkReport, ThreadHealth, Verdict, VerdictReason } from '@sagellm/bench-protocol';
import type { Block, Item } from '../blocks.ts';

/** Causes of doubt that a screen shows. */
const SHOWN_AT_A_GLANCE = 4;

/**
 * May the numbers below be used? Stands before them: VALID in a line; anything else with each cause, the figure, the
 * limit it passed, and what to do. Nothing in reports of versions that did not judge themselves.
 */
export function verdict({ verdict: judged, manifest }: BenchmarkReport, detail: 'glance' | 'full'): Block[] {
  if (!judged) return [];
  if (judged.state === 'VALID')
    return [{ kind: 'facts', facts: [{ label: 'verdict', text: validText(manifest), tone: 'good' }] }];
  const items = reasonItems(judged.reasons);
  const shown = detail === 'full' ? items : items.slice(0, SHOWN_AT_A_GLANCE);
  const more = items.length - shown.length;
  return [
    { kind: 'banner', text: headline(judged) },
    {
      kind: 'list',
      items: [...shown, ...(more > 0 ? [{ text: `and ${more} more (REPORT.md has all)`, tone: 'warn' as const }] : [])],
    },
  ];
}

/** VALID never says more than what was looked at. */
function validText({ engine, health = [], workloads }: BenchmarkReport['manifest']): string {
  if (engine.stamp_source === 'virtual') return 'VALID: virtual time, in which only sums can be wrong; they hold';
  const watched = new Set(health.filter(({ threads }) => threads.some(wasWatched)).map(({ workload }) => workload));
  if (workloads.every(({ spec }) => watched.has(spec.name))) return 'VALID: the instrument found no fault of its own';
  return 'VALID by its records; nobody watched the threads that sent the load';
}

function wasWatched({ loop_utilisation, loop_delay_ms }: ThreadHealth): boolean {
  return loop_utilisation !== undefined || loop_delay_ms !== undefined;
}

function headline({ state, accepted }: Verdict): string {
  if (state === 'DEGRADED') return 'DEGRADED: read these numbers with the doubts below in mind.';
  return `INVALID: do not use these numbers${accepted ? ' (accepted with --accept-invalid)' : ''}.`;
}

/** One item for each kind of cause: the workload where it is worst, and where else it is. */
function reasonItems(reasons: readonly VerdictReason[]): Item[] {
  const kinds = Map.groupBy(reasons, ({ code, state }) => `${state} ${code}`);
  return [...kinds.values()].map((group) => {
    const worst = group.reduce((found, reason) => (excess(reason) > excess(found) ? reason : found));
    const places = [...new Set(group.flatMap(({ workload }) => workload ?? []))];
    const others = places.filter((place) => place !== worst.workload);
    const label = [worst.workload, others.length > 0 ? `(also ${others.join(', ')})` : ''].filter(Boolean).join(' ');
    return {
      ...(label ? { label } : {}),
      text: worst.message,
      remedy: worst.remedy,
      tone: worst.state === 'INVALID' ? 'bad' : 'warn',
    };
  });
}

function excess({ value = 0, limit = 0 }: VerdictReason): number {
  return limit > 0 ? value / limit : value;
}
