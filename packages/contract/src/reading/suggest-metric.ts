import { didYouMean, findMetric } from '@sagellm/bench-protocol';
import { contractMetrics } from '../contracts/contract-metrics.ts';

const KEYS = contractMetrics.map(({ key }) => key as string);
const SHORT = new Map(KEYS.map((key) => [key.replace(/_(ms|tps|rps|mb)$/, ''), key]));

/** What to write instead of a name that is no metric's key: flat names, labels and misspellings lead to the key. */
export function suggestMetric(name: string): string {
  const flat = /^(?<statistic>avg|mean|min|max|p\d+(?:\.\d)?)_(?<metric>.+)$/i.exec(name)?.groups;
  const nested = /^(?<metric>[^.:]+)[.:](?<statistic>mean|min|max|p\d+(?:\.\d)?)$/i.exec(name)?.groups;
  const parts = nested ?? flat;
  const key = keyOf(name) ?? (parts ? keyOf(parts.metric!) : undefined);
  if (key === undefined) return `metrics: ${KEYS.join(', ')}`;
  if (!parts || keyOf(name)) return `did you mean ${key}?`;
  const statistic = parts.statistic!.toLowerCase().replace('avg', 'mean');
  return `did you mean "metric: ${key}" with "${statistic.startsWith('p') ? 'percentile' : 'statistic'}: ${statistic}"?`;
}

function keyOf(name: string): string | undefined {
  const known = findMetric(name)?.key;
  if (known && KEYS.includes(known)) return known;
  const near = didYouMean(name, [...KEYS, ...SHORT.keys()]);
  return near === undefined ? undefined : (SHORT.get(near) ?? near);
}
