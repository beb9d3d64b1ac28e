import type { Clock } from '@sagellm/bench-clock';
import type { EngineFacts, EngineObservation } from '@sagellm/bench-protocol';
import { embeddedMetricNames, type MetricNames, vllmMetricNames } from './metric-names.ts';
import { ObservationBuilder } from './observation-builder.ts';
import { type PrometheusText, parsePrometheus, sumOf } from './parse-prometheus.ts';
import { Sampler } from './sampler.ts';

/** Watches what the engine itself tells, workload by workload. */
export interface EngineObserver {
  start(workload: string): Promise<void>;
  stop(): Promise<EngineObservation>;
}

/** vLLM's series whose labels tell the size of its KV cache. */
const CACHE_CONFIG = 'vllm:cache_config_info';
/** Names that only the embedded server has. */
const OWN_PREFIX = 'sagellm_bench_';

/** What is known of the engine beforehand. */
export type ObservedFacts = Partial<Pick<EngineFacts, 'speculation' | 'kv_bytes_per_token'>>;

export type EngineObserverOptions = {
  /** The text of `/metrics`, or nothing where the server has none. */
  fetchMetrics: () => Promise<string | undefined>;
  clock: Clock;
  /** Between two looks at the gauges. */
  intervalMs: number;
  facts: ObservedFacts;
  /** Recognised from the text unless given. */
  names?: MetricNames;
};

/** Counters are differenced over the window, gauges sampled during it; a counter that went back tells nothing. */
export function createEngineObserver(options: EngineObserverOptions): EngineObserver {
  const { clock, intervalMs } = options;
  const wanted = wantedLines(options.names ?? embeddedMetricNames);
  let workload = '';
  let scrapes: (string | undefined)[] = [];
  const sampler = new Sampler(clock, intervalMs, async () => {
    const text = await options.fetchMetrics().catch(() => undefined);
    // Parsing 65 KB takes 10 ms, in which no token can be stamped: it waits until the load is over.
    scrapes.push(
      text
        ?.split('\n')
        .filter((line) => wanted.test(line))
        .join('\n'),
    );
  });
  return {
    async start(name) {
      workload = name;
      scrapes = [];
      await sampler.start();
    },
    async stop() {
      await sampler.stop();
      return observe(workload, scrapes, options);
    },
  };
}

/** Lines of the series that are read here, and what tells the embedded server from others. */
function wantedLines(names: MetricNames): RegExp {
  const all = [...Object.values(names).flat(), CACHE_CONFIG, OWN_PREFIX];
  return new RegExp(`^(?:${all.join('|')})`);
}

function observe(
  workload: string,
  scrapes: readonly (string | undefined)[],
  options: EngineObserverOptions,
): EngineObservation {
  const builder = new ObservationBuilder(workload);
  const texts = scrapes.filter((scrape) => scrape !== undefined).map(parsePrometheus);
  const first = texts[0];
  const last = texts.at(-1);
  builder.speculation(options.facts.speculation);
  if (!first || !last) return builder.result();
  const names = options.names ?? recognise(last);
  observeGauges(builder, texts, names, options.facts);
  // A window with a missing end is no window.
  if (scrapes[0] === undefined || scrapes.at(-1) === undefined) return builder.result();
  builder.ratio(
    'prefix_hit_rate',
    span(texts, names.prefixHits),
    span(texts, names.prefixQueries),
    'prefix cache look-ups',
  );
  builder.ratio('spec_accept_rate', span(texts, names.acceptedTokens), span(texts, names.draftTokens), 'draft tokens');
  builder.count('evict_count', span(texts, names.preemptions), 'preemptions, which stand in for evictions');
  return builder.result();
}

function observeGauges(
  builder: ObservationBuilder,
  texts: readonly PrometheusText[],
  names: MetricNames,
  facts: ObservedFacts,
): void {
  builder.largest(
    'kv_used_tokens',
    series(texts, (text) => gauge(text, names.kvUsedTokens)),
    names.kvUsedTokens[0],
  );
  builder.largest(
    'kv_used_tokens',
    series(texts, (text) => tokensByShare(text, names.kvUsedShare)),
    `${names.kvUsedShare[0]} × cache size`,
  );
  builder.largest(
    'kv_used_bytes',
    series(texts, (text) => gauge(text, names.kvUsedBytes)),
    names.kvUsedBytes[0],
  );
  builder.bytesFromTokens(facts.kv_bytes_per_token);
  builder.memory(
    series(texts, (text) => gauge(text, names.residentBytes)),
    names.residentBytes[0],
  );
}

/** One value for each sample that has it. */
function series(texts: readonly PrometheusText[], read: (text: PrometheusText) => number | undefined): number[] {
  return texts.map(read).filter((value) => value !== undefined && Number.isFinite(value)) as number[];
}

function gauge(text: PrometheusText, names: readonly string[]): number | undefined {
  for (const name of names) {
    const value = sumOf(text, name);
    if (value !== undefined) return value;
  }
  return undefined;
}

/** Share in use times size, engine by engine. The size is a label of `cache_config_info`. */
function tokensByShare(text: PrometheusText, names: readonly string[]): number | undefined {
  const shares = names.map((name) => text.families.get(name)?.samples).find((samples) => samples !== undefined);
  const configs = text.families.get(CACHE_CONFIG)?.samples ?? [];
  if (!shares) return undefined;
  let tokens = 0;
  for (const share of shares) {
    const config = configs.find((candidate) => candidate.labels.engine === share.labels.engine);
    const size = config && cacheSize(config.labels);
    if (size === undefined) return undefined;
    tokens += share.value * size;
  }
  return Math.round(tokens);
}

function cacheSize(labels: Readonly<Record<string, string>>): number | undefined {
  const size = Number(labels.kv_cache_size_tokens);
  if (size > 0) return size;
  const blocks = Number(labels.num_gpu_blocks) * Number(labels.block_size);
  return blocks > 0 ? blocks : undefined;
}

/** A counter at each sample, under the first of its names that is there. */
function span(
  texts: readonly PrometheusText[],
  names: readonly string[],
): { name: string; values: number[] } | undefined {
  const spellings = names.flatMap((name) => [`${name}_total`, name]);
  const name = spellings.find((spelling) => texts[0]!.families.has(spelling));
  if (name === undefined) return undefined;
  return { name: name.replace(/_total$/, ''), values: texts.map((text) => sumOf(text, name) ?? Number.NaN) };
}

function recognise(text: PrometheusText): MetricNames {
  const own = [...text.families.keys()].some((name) => name.startsWith(OWN_PREFIX));
  return own ? embeddedMetricNames : vllmMetricNames;
}
