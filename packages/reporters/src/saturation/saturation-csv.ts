import { metricCatalog, type RateProbe, type SaturationSearch } from '@sagellm/bench-protocol';
import { csvLines } from '../formats/csv.ts';
import { catalogCell } from '../values/catalog-cell.ts';

type Value = string | number | boolean | undefined;

/** `saturation.csv`: a row for each probe, every number of the catalog. An empty field was not measured. */
export function saturationCsv({ probes }: SaturationSearch): string {
  const rows = probes.map((probe) =>
    COLUMNS.map(([, value]) => value(probe)).map((value) => (value === undefined ? '' : String(value))),
  );
  return csvLines([COLUMNS.map(([key]) => key), ...rows]);
}

const COLUMNS: readonly (readonly [key: string, value: (probe: RateProbe) => Value])[] = [
  ['number', ({ number }) => number],
  ['rate', ({ rate }) => rate],
  ['status', ({ status }) => status],
  ['clear', ({ clear }) => clear],
  ['cut_after_s', ({ cut_after_s }) => cut_after_s],
  ['verdict', ({ verdict }) => verdict],
  ['seed', ({ seed }) => seed],
  ['folder', ({ folder }) => folder],
  ['queue_growth_per_second', ({ queue }) => queue?.per_second],
  ['queue_unbounded', ({ queue }) => queue?.unbounded],
  ...(['total', 'successful', 'failed', 'cancelled', 'short'] as const).map(
    (name) => [`${name}_requests`, ({ metrics }: RateProbe) => metrics?.[`${name}_requests`]] as const,
  ),
  ...metricCatalog
    .flatMap(({ key, shape }) =>
      shape === 'number' ? [key] : ['n', 'mean', 'p50', 'p95', 'p99'].map((statistic) => `${key}.${statistic}`),
    )
    .map((path) => [path, ({ metrics }: RateProbe) => metrics && catalogCell(metrics, path).value] as const),
  ['reason', ({ reason }) => reason],
];
