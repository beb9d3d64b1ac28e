import { decodeStepMs, embeddingBatchMs, prefillMs } from './formulas.ts';
import { constantProfile, type LatencyProfile } from './latency-profile.ts';

/** The Python control plane's formulas: batching slows each request, long prompts and contexts cost. */
export const referenceProfile: LatencyProfile = {
  name: 'reference',
  summary: 'TTFT 50 ms + 0.1 ms a prompt token, ITL 20 ms + 2 ms a running request + 0.01 ms a context token',
  firstTokenMs: prefillMs,
  interTokenMs: decodeStepMs,
  embeddingMs: embeddingBatchMs,
};

const constant50and10 = constantProfile({ name: 'constant-50-10', ttftMs: 50, itlMs: 10 });

/** Profiles by name. `default` is another name of `constant-50-10`. */
export const latencyProfiles: Readonly<Record<string, LatencyProfile>> = {
  /** The Python product's mock engine: TTFT 10 ms, 5 ms a token. */
  mock: constantProfile({ name: 'mock', ttftMs: 10, itlMs: 5 }),
  default: constant50and10,
  'constant-50-10': constant50and10,
  reference: referenceProfile,
};

export const latencyProfileNames: readonly string[] = Object.keys(latencyProfiles);
