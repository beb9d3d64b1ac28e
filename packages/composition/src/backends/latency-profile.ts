import { type LatencyProfile, latencyProfileNames, parseLatencyProfile } from '@sagellm/bench-latency-model';
import { didYouMean, usageError } from '@sagellm/bench-protocol';

/** A named latency profile, or one spelt out: `ttft=50,itl=10`. */
export function findLatencyProfile(text: string): LatencyProfile {
  const parsed = parseLatencyProfile(text);
  if (parsed.ok) return parsed.profile;
  const meant = didYouMean(text, latencyProfileNames);
  throw usageError(`--backend simulated:${text} ${parsed.problem}`, meant ? `did you mean ${meant}?` : undefined);
}
