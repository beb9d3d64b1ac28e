import { type ProtocolMetricKey, ProtocolMetrics } from './metrics.ts';
import { withoutNulls } from './read-metrics.ts';

/** A wire Metrics, and beside it the keys that were really observed; every other value is only what the wire demands. */
export type ObservedMetrics = { metrics: ProtocolMetrics; observed: ProtocolMetricKey[] };

const KEYS = Object.keys(ProtocolMetrics.shape) as ProtocolMetricKey[];
const REQUIRED = { ttft_ms: 0, throughput_tps: 0, peak_mem_mb: 0, error_rate: 0 };

/**
 * Builds the wire's Metrics from what is known: what is not known becomes 0 (or null, or an empty list), as
 * sagellm_protocol wants it. Send or store `observed` with it. Throws a ZodError for a value out of bounds.
 *
 * `observedMetrics({ ttft_ms: 12 })` gives `observed: ['ttft_ms']` and 22 other values that nobody measured.
 */
export function observedMetrics(known: { [K in ProtocolMetricKey]?: ProtocolMetrics[K] | undefined }): ObservedMetrics {
  const given = Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined && value !== null));
  return {
    metrics: ProtocolMetrics.parse({ ...REQUIRED, ...given }),
    observed: KEYS.filter((key) => key in given),
  };
}

/** Where the Metrics came from: sageLLM fills the same names differently in the two. */
export type MetricsOrigin = 'stream-end' | 'response';

/** `values` holds only what was observed. `notObserved` are keys whose zero, null or empty list means nothing. */
export type MetricsReading = {
  values: Partial<ProtocolMetrics>;
  notObserved: ProtocolMetricKey[];
  /** Keys of `values` that mean something else than the client's number of the same name. */
  misnamed: ProtocolMetricKey[];
};

/**
 * Reads a wire Metrics without believing its zeros. Pass the `observed` list where one came with it; without it, a zero
 * counts as not observed, for every key but `error_rate`: the engine fills 0 for memory, KV, prefix, eviction,
 * speculation and communication alike, and a time of exactly 0 is no time. Throws a ZodError for what is no Metrics.
 */
export function readObservedMetrics(
  wire: unknown,
  options: { origin: MetricsOrigin; observed?: readonly ProtocolMetricKey[] },
): MetricsReading {
  const sent = typeof wire === 'object' && wire !== null ? withoutNulls(wire) : wire;
  const metrics = ProtocolMetrics.parse(sent);
  const given = sent as object;
  const isObserved = (key: ProtocolMetricKey): boolean =>
    options.observed ? options.observed.includes(key) : key in given && carriesNews(key, metrics[key]);
  const observed = KEYS.filter(isObserved);
  return {
    values: Object.fromEntries(observed.map((key) => [key, metrics[key]])),
    notObserved: KEYS.filter((key) => !observed.includes(key)),
    misnamed: MISNAMED[options.origin].filter((key) => observed.includes(key)),
  };
}

function carriesNews(key: ProtocolMetricKey, value: ProtocolMetrics[ProtocolMetricKey]): boolean {
  if (key === 'error_rate') return true;
  return Array.isArray(value) ? value.length > 0 : value !== 0 && value !== null;
}

/**
 * Seen on sageLLM's engine: in a stream TPOT is total ÷ tokens, so TTFT is inside. In a response the TTFT is the time
 * of the whole generation, TBT and TPOT are queue wait ÷ tokens, and the prefix hit rate is 0 or 1.
 */
const MISNAMED: Readonly<Record<MetricsOrigin, readonly ProtocolMetricKey[]>> = {
  'stream-end': ['tpot_ms'],
  response: ['ttft_ms', 'tbt_ms', 'tpot_ms'],
};
