import type { EngineObservation } from '@sagellm/bench-protocol';

const BYTES_PER_MB = 2 ** 20;

export type CounterSpan = { name: string; values: readonly number[] };

/** Puts an observation together. Each key gets its source; one that could not be told stays absent, with the reason. */
export class ObservationBuilder {
  readonly #observation: EngineObservation;

  constructor(workload: string) {
    this.#observation = { workload, sources: {} };
  }

  result(): EngineObservation {
    return this.#observation;
  }

  /** Known to be off, so nothing was accepted: a 0 with a reason. */
  speculation(state: 'on' | 'off' | undefined): void {
    if (state !== 'off') return;
    this.#observation.spec_accept_rate = 0;
    this.#observation.sources.spec_accept_rate = 'speculation is off';
  }

  /** Part ÷ whole of two counters' growth; `what` is what the whole counts. */
  ratio(
    key: 'prefix_hit_rate' | 'spec_accept_rate',
    part: CounterSpan | undefined,
    whole: CounterSpan | undefined,
    what: string,
  ): void {
    if (this.#observation[key] !== undefined || !part || !whole) return;
    const { sources } = this.#observation;
    const partGrowth = growth(part);
    const wholeGrowth = growth(whole);
    if (partGrowth === undefined || wholeGrowth === undefined) {
      sources[key] = restarted(partGrowth === undefined ? part : whole);
    } else if (wholeGrowth === 0) sources[key] = `no ${what} in the window`;
    else if (partGrowth > wholeGrowth) sources[key] = `${part.name} grew more than ${whole.name}`;
    else {
      this.#observation[key] = partGrowth / wholeGrowth;
      sources[key] = `Δ ${part.name} ÷ Δ ${whole.name}`;
    }
  }

  count(key: 'evict_count', counter: CounterSpan | undefined, remark: string): void {
    if (!counter) return;
    const grown = growth(counter);
    if (grown === undefined) this.#observation.sources[key] = restarted(counter);
    else {
      this.#observation[key] = grown;
      this.#observation.sources[key] = `Δ ${counter.name} (${remark})`;
    }
  }

  largest(key: 'kv_used_tokens' | 'kv_used_bytes', samples: readonly number[], name: string | undefined): void {
    if (this.#observation[key] !== undefined || samples.length === 0) return;
    const largest = Math.max(...samples);
    // Every request holds some of the cache, so a peak of 0 only says that no sample fell while one ran.
    if (largest === 0)
      this.note(key, `${name} was 0 in each of ${samples.length} samples; the load was too short to be sampled`);
    else {
      this.#observation[key] = largest;
      this.#observation.sources[key] = `${name}, largest of ${samples.length} samples`;
    }
  }

  /** Mean of a share that the engine itself computes. */
  mean(key: 'spec_accept_rate', samples: readonly number[], name: string | undefined): void {
    if (this.#observation[key] !== undefined || samples.length === 0) return;
    const mean = samples.reduce((total, value) => total + value, 0) / samples.length;
    if (mean === 0) this.#observation.sources[key] = `${name} stayed at 0 (no speculation?)`;
    else if (!(mean > 0 && mean <= 1)) this.#observation.sources[key] = `${name} is ${mean}, no share`;
    else {
      this.#observation[key] = mean;
      this.#observation.sources[key] = `${name}, mean of ${samples.length} samples`;
    }
  }

  bytesFromTokens(bytesPerToken: number | undefined): void {
    const { kv_used_tokens: tokens, kv_used_bytes: bytes, sources } = this.#observation;
    if (bytes !== undefined || tokens === undefined || bytesPerToken === undefined) return;
    this.#observation.kv_used_bytes = tokens * bytesPerToken;
    sources.kv_used_bytes = `${sources.kv_used_tokens}, × ${bytesPerToken} bytes a token`;
  }

  /** Resident memory in bytes at each sample. */
  memory(samples: readonly number[], name: string | undefined): void {
    if (samples.length === 0) return;
    const megabytes = samples.map((bytes) => bytes / BYTES_PER_MB);
    this.#observation.peak_mem_mb = Math.max(...megabytes);
    this.#observation.avg_mem_mb = megabytes.reduce((total, value) => total + value, 0) / megabytes.length;
    this.#observation.sources.peak_mem_mb = `${name}, largest of ${samples.length} samples`;
    this.#observation.sources.avg_mem_mb = `${name}, mean of ${samples.length} samples`;
  }

  note(key: string, reason: string): void {
    this.#observation.sources[key] = reason;
  }

  /** Why a key is not there, unless something better is known of it. */
  absent(key: string, reason: string): void {
    this.#observation.sources[key] ??= reason;
  }

  /** Added to the source of a key that is there, or to the reason why it is not. */
  remark(key: string, text: string): void {
    const source = this.#observation.sources[key];
    if (source !== undefined) this.#observation.sources[key] = `${source}; ${text}`;
  }
}

/** Last minus first, unless it ever went back. */
function growth({ values }: CounterSpan): number | undefined {
  for (let i = 1; i < values.length; i++) if (!(values[i]! >= values[i - 1]!)) return undefined;
  return values.at(-1)! - values[0]!;
}

function restarted({ name }: CounterSpan): string {
  return `${name} went back or vanished during the window (the server restarted?)`;
}
