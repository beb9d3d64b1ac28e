import { type AggregatedMetrics, Distribution, type MetricDefinition, metricCatalog } from '@sagellm/bench-protocol';
import { bytesText, countText, measurementText, shareText } from './number-text.ts';

const STATISTICS = ['n', 'mean', 'std', 'min', 'max', 'p50', 'p90', 'p95', 'p99', 'p999'] as const;
export type Statistic = (typeof STATISTICS)[number];

/** `ttft_ms.p95` for a distribution, `error_rate` for a number: an address in the catalog. */
export type CatalogPath = string;

/** One number of one workload. */
export type CatalogCell = {
  /** Absent: not measured. */
  value?: number;
  /** False: a percentile of too few values. */
  reliable: boolean;
  /** Values behind it, for a distribution. */
  n?: number;
};

/** The number at a path. A path that the catalog does not know is a mistake of ours and throws. */
export function catalogCell(metrics: AggregatedMetrics, path: CatalogPath): CatalogCell {
  const { metric, statistic } = resolvePath(path);
  const held = metrics[metric.key as keyof AggregatedMetrics];
  if (statistic === undefined) return typeof held === 'number' ? { value: held, reliable: true } : { reliable: true };
  const distribution = held as Distribution | undefined;
  const value = distribution?.[statistic];
  if (distribution === undefined || value === undefined) return { reliable: true };
  const reliable = isPercentile(statistic) ? distribution.reliable[statistic] : true;
  return { value, reliable, n: distribution.n };
}

/** The metric and statistic that a path names. */
export function resolvePath(path: CatalogPath): { metric: MetricDefinition; statistic?: Statistic } {
  const [key, statistic, ...rest] = path.split('.');
  const metric = metricCatalog.find((candidate) => candidate.key === key);
  if (!metric || rest.length > 0) throw new Error(`no metric ${path} in the catalog`);
  if (metric.shape === 'number' && statistic === undefined) return { metric };
  const known = STATISTICS.find((candidate) => candidate === statistic);
  if (metric.shape === 'number' || !known) throw new Error(`no metric ${path} in the catalog`);
  return { metric, statistic: known };
}

/** A value in the style of its unit. The unit itself stands in the column's title. */
export function catalogText(path: CatalogPath, value: number | undefined): string {
  const { metric, statistic } = resolvePath(path);
  if (statistic === 'n') return countText(value);
  switch (metric.unit) {
    case 'share 0..1':
      return shareText(value);
    case 'bytes':
      return bytesText(value);
    case 'tokens':
    case 'requests':
    case 'evictions':
      return countText(value);
    case 'ms':
    case 's':
    case 'MB':
    case 'requests/s':
    case 'tokens/s':
      return measurementText(value);
  }
}

function isPercentile(statistic: Statistic): statistic is keyof Distribution['reliable'] {
  return statistic in Distribution.shape.reliable.shape;
}
