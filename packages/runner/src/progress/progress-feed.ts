import type { Clock } from '@sagellm/bench-clock';
import type { Progress } from './progress.ts';

const INTERVAL_MS = 250;
/** Five seconds of samples. */
const SAMPLES = 20;

export type ProgressSource = Omit<Progress, 'elapsedMs' | 'recentOutputTokensPerSecond'> & { outputTokens: number };

export interface ProgressFeed {
  /** Something changed. Virtual time has no other cause to look at it. */
  changed(): void;
  stop(): void;
}

/**
 * Tells `onProgress` at most every 250 ms of the clock. On the system clock a timer does that, so that the load path
 * never pays for it and elapsed time moves while nothing ends; virtual time must not be driven on by a display.
 */
export function createProgressFeed(
  clock: Clock,
  read: () => ProgressSource,
  onProgress: ((progress: Progress) => void) | undefined,
): ProgressFeed {
  if (!onProgress) return { changed: () => {}, stop: () => {} };
  const start = clock.now();
  let nextAt = start;
  const samples = [{ at: start, tokens: 0 }];

  const tell = () => {
    const now = clock.now();
    if (now < nextAt) return;
    nextAt = now + INTERVAL_MS;
    const { outputTokens, ...source } = read();
    const oldest = samples[0]!;
    const rate = ((outputTokens - oldest.tokens) / (now - oldest.at)) * 1000;
    samples.push({ at: now, tokens: outputTokens });
    if (samples.length > SAMPLES) samples.shift();
    onProgress({
      ...source,
      elapsedMs: now - start,
      ...(outputTokens > oldest.tokens && Number.isFinite(rate) ? { recentOutputTokensPerSecond: rate } : {}),
    });
  };

  if (clock.kind === 'virtual') return { changed: tell, stop: () => {} };
  let cancel = () => {};
  const tick = () => {
    tell();
    cancel = clock.schedule(nextAt, tick);
  };
  tick();
  return { changed: () => {}, stop: () => cancel() };
}
