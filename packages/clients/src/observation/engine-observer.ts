import type { Clock } from '@sagellm/bench-clock';
import type { EngineFacts, EngineObservation } from '@sagellm/bench-protocol';
import { embeddedMetricNames, knownMetricNames, type MetricNames } from './metric-names.ts';
import { type CounterSpan, ObservationBuilder } from './observation-builder.ts';
import { type PrometheusText, parsePrometheus, sumOf } from './parse-prometheus.ts';
import type { ExtraFacts } from './sagellm-extras.ts';
import { Sampler } from './sampler.ts';

/** Watches what the engine itself tells, workload by workload. */
export interface EngineObserver {
  start(workload: string): Promise<void>;
  stop(): Promise<EngineObservation>;
}

/** vLLM's series whose labels tell the size of its KV cache. */
const CACHE_CONFIG = 'vllm:cache_config_info';

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
  /** What the engine tells in a way of its own, looked at before and after the load. */
  extras?: ExtraFacts;
};

/** Counters are differenced over the window, gauges sampled during it; a counter that went back tells nothing. */
export function createEngineObserver(options: EngineObserverOptions): EngineObserver {
  const { clock, intervalMs } = options;
  // Extras are a courtesy: an engine that does not tell them must not cost the run.
  const lookAside = async () => options.extras?.look().catch(() => undefined);
  const wanted = wantedLines(options.names ? [options.names] : knownMetricNames);
  let workload = '';
  let extrasBefore: unknown;
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
      extrasBefore = await lookAside();
      await sampler.start();
    },
    async stop() {
      await sampler.stop();
      const observation = observe(workload, scrapes, options);
      const extras = options.extras?.tell(extrasBefore, await lookAside()) ?? {};
      return Object.keys(extras).length > 0 ? { ...observation, extras: { ...extras } } : observation;
    },
  };
}

/** Lines of the series that are read here, and what tells the embedded server, which uses vLLM's names, from vLLM. */
function wantedLines(known: readonly MetricNames[]): RegExp {
  const lists = known.flatMap((names) => Object.values(names).filter((value) => Array.isArray(value)));
  return new RegExp(`^(?:${[...lists.flat(), CACHE_CONFIG, embeddedMetricNames.prefix].join('|')})`);
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
  if (!names) return builder.result();
  observeGauges(builder, texts, names, options.facts);
  // A window with a missing end is no window.
  if (scrapes[0] === undefined || scrapes.at(-1) === undefined) return builder.result();
  builder.ratio(
    'prefix_hit_rate',
    span(texts, names.prefixHits),
    names.prefixMisses
      ? sumOfSpans(span(texts, names.prefixHits), span(texts, names.prefixMisses))
      : span(texts, names.prefixQueries),
    names.prefixMisses ? 'prompt tokens' : 'prefix cache look-ups',
  );
  builder.ratio('spec_accept_rate', span(texts, names.acceptedTokens), span(texts, names.draftTokens), 'draft tokens');
  builder.mean(
    'spec_accept_rate',
    series(texts, (text) => gauge(text, names.acceptedShare ?? [])),
    names.acceptedShare?.[0],
  );
  builder.count(
    'evict_count',
    span(texts, names.preemptions),
    `${names.preemptionsAre ?? 'preemptions'}, which stand in for evictions`,
  );
  for (const [key, reason] of Object.entries(names.absences ?? {})) builder.absent(key, reason);
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
  const shares = series(texts, (text) => gauge(text, names.kvUsedShare));
  const sized = series(texts, (text) => tokensByShare(text, names.kvUsedShare));
  builder.largest('kv_used_tokens', sized, `${names.kvUsedShare[0]} × cache size`);
  if (shares.length > 0 && sized.length === 0) {
    const largest = `${names.kvUsedShare[0]}, largest of ${shares.length} samples: ${Math.max(...shares)}`;
    builder.absent('kv_used_tokens', `only a share of unknown size is told (${largest})`);
  }
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
  if (names.gaugesRefreshedMs !== undefined) {
    const seconds = names.gaugesRefreshedMs / 1000;
    for (const key of ['kv_used_tokens', 'kv_used_bytes'])
      builder.remark(key, `gauges are refreshed every ${seconds} s`);
  }
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
function span(texts: readonly PrometheusText[], names: readonly string[]): CounterSpan | undefined {
  const spellings = names.flatMap((name) => [`${name}_total`, name]);
  const name = spellings.find((spelling) => texts[0]!.families.has(spelling));
  if (name === undefined) return undefined;
  return { name: name.replace(/_total$/, ''), values: texts.map((text) => sumOf(text, name) ?? Number.NaN) };
}

/** Two counters as one, e.g. the prompt tokens with and without those from the cache. */
function sumOfSpans(a: CounterSpan | undefined, b: CounterSpan | undefined): CounterSpan | undefined {
  if (!a || !b) return undefined;
  return { name: `(${a.name} + ${b.name})`, values: a.values.map((value, i) => value + b.values[i]!) };
}

function recognise(text: PrometheusText): MetricNames | undefined {
  const all = [...text.families.keys()];
  return knownMetricNames.find(({ prefix }) => all.some((name) => name.startsWith(prefix)));
}
