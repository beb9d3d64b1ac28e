import { type LatencyProfile, latencyProfiles, parseLatencyProfile } from '@sagellm/bench-latency-model';
import { didYouMean, usageError } from '@sagellm/bench-protocol';

/** A named latency profile, or one spelt out: `ttft=50,itl=10`. */
export function findLatencyProfile(text: string): LatencyProfile {
  const named = latencyProfiles[text];
  if (named) return named;
  const names = Object.keys(latencyProfiles);
  if (text.includes('=')) {
    const parsed = parseLatencyProfile(text);
    if ('profile' in parsed) return parsed.profile;
    throw usageError(`--backend simulated:${text}: ${parsed.problem}`, 'e.g. simulated:ttft=50,itl=10 (milliseconds)');
  }
  const meant = didYouMean(text, names);
  throw usageError(
    `--backend simulated:${text}: there is no such profile (${names.join(', ')}, or ttft=MS,itl=MS)`,
    meant ? `did you mean ${meant}?` : undefined,
  );
}
