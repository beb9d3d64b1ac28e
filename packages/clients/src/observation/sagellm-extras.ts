import type { ServerAccess } from '../access/server-access.ts';
import { parseBaseUrl } from '../base-url.ts';
import { fetchText } from '../discovery/fetch-text.ts';
import { enginesOf } from '../profiles/sagellm.ts';
import { isObject, parseJson } from '../reading/json-shapes.ts';

/** Facts that belong to no metric, looked at before and after the load. */
export type ExtraFacts = {
  look: () => Promise<unknown>;
  tell: (before: unknown, after: unknown) => Readonly<Record<string, number | string>>;
};

type Look = { info: unknown; hops: unknown };

const NOTHING: Look = { info: undefined, hops: undefined };

/**
 * What sageLLM tells beside its replies: how many cohorts its engines ran during the window and how large they were
 * (whether batching took place at all), and the gateway's own share of the latency. The hop report covers all
 * non-stream requests since the gateway started, so it is told only where their number grew.
 *
 * `baseUrl` is the gateway's, or that of an engine port, which has no hop report.
 */
export function createSagellmExtras(baseUrl: string, apiKey?: string, access?: ServerAccess): ExtraFacts {
  const { origin, prefix } = parseBaseUrl(baseUrl);
  const ask = async (path: string) => parseJson((await fetchText(origin + prefix + path, apiKey, access)) ?? '');
  return {
    look: async () => {
      const [info, hops] = await Promise.all([ask('/info'), ask('/v1/management/hop-report')]);
      return { info, hops } satisfies Look;
    },
    tell: (before, after) => {
      const looks = [before ?? NOTHING, after ?? NOTHING] as [Look, Look];
      return { ...cohorts(...looks), ...hops(...looks) };
    },
  };
}

const COUNTERS = ['cohorts_total', 'batched_cohorts_total', 'total_requests'] as const;

function cohorts(before: Look, after: Look): Record<string, number> {
  const first = sharedStreams(before.info);
  const last = sharedStreams(after.info);
  const told: Record<string, number> = {};
  for (const [engine, counts] of last) {
    for (const key of COUNTERS) {
      const then = number(first.get(engine)?.[key]);
      const now = number(counts[key]);
      // A counter that went back belongs to an engine that was started again.
      if (then !== undefined && now !== undefined && now >= then) told[`${engine} ${key}`] = now - then;
    }
    const largest = number(counts.max_cohort_size);
    if (largest !== undefined) told[`${engine} max_cohort_size since start`] = largest;
  }
  return told;
}

/** Cohort counters by engine, from a gateway's `/info` or an engine's own. */
function sharedStreams(info: unknown): Map<string, Record<string, unknown>> {
  const bodies = isObject(info) ? [info, ...enginesOf(info).map((engine) => engine.info)] : [];
  const found = new Map<string, Record<string, unknown>>();
  for (const body of bodies) {
    const mainline = isObject(body) ? body.performance_mainline : undefined;
    const shared = isObject(mainline) ? mainline.shared_stream : undefined;
    if (isObject(body) && isObject(shared)) found.set(String(body.engine_id), shared);
  }
  return found;
}

const HOPS = ['scheduling_ms', 'engine_ms', 'total_ms'] as const;

function hops(before: Look, after: Look): Record<string, number> {
  const last = isObject(after.hops) ? after.hops : {};
  const grown = (number(last.count) ?? 0) - (isObject(before.hops) ? (number(before.hops.count) ?? 0) : 0);
  if (grown <= 0) return {};
  const told: Record<string, number> = { 'hop report, new requests': grown };
  for (const hop of HOPS) {
    for (const percentile of ['p50', 'p95', 'p99']) {
      const row = last[hop];
      const value = isObject(row) ? number(row[percentile]) : undefined;
      if (value !== undefined) told[`hop report since start, ${hop} ${percentile}`] = value;
    }
  }
  return told;
}

function number(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}
