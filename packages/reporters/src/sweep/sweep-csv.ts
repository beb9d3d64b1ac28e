import { type AggregatedMetrics, metricCatalog, type Sweep, type SweepPoint } from '@sagellm/bench-protocol';
import { csvLines } from '../formats/csv.ts';
import { catalogCell } from '../values/catalog-cell.ts';

type Value = string | number | boolean | undefined;
type CsvColumn = readonly [key: string, value: (sweep: Sweep, point: SweepPoint, metrics: AggregatedMetrics) => Value];

/** `sweep.csv`: a row for each point and workload, every number of the catalog. An empty field was not measured. */
export function sweepCsv(sweep: Sweep): string {
  const rows = sweep.points.flatMap((point) =>
    point.workloads.map((metrics) =>
      COLUMNS.map(([, value]) => value(sweep, point, metrics)).map((value) =>
        value === undefined ? '' : String(value),
      ),
    ),
  );
  return csvLines([COLUMNS.map(([key]) => key), ...rows]);
}

const COLUMNS: readonly CsvColumn[] = [
  ['axis', ({ axis }) => axis],
  ['value', (_, { value }) => value],
  ['folder', (_, { folder }) => folder],
  ['run_id', (_, { run_id }) => run_id],
  ['seed', (_, { seed }) => seed],
  ['workload', (_, _point, { workload }) => workload],
  ['complete', (_, { complete }) => complete],
  ['verdict', (_, { verdict }) => verdict?.state],
  ['exit_code', (_, { exit_code }) => exit_code],
  ['simulated', ({ engine }) => engine?.simulated],
  ['engine', ({ engine }) => engine?.name],
  ['model', ({ engine }) => engine?.model],
  ...(['total', 'successful', 'failed', 'cancelled', 'short'] as const).map(
    (name): CsvColumn => [`${name}_requests`, (_, _point, metrics) => metrics[`${name}_requests`]],
  ),
  ['window_s', (_, _point, { window }) => window?.duration_s],
  [
    'sent_rate_rps',
    (_, { verdict }, { workload }) => verdict?.checks.find((check) => check.workload === workload)?.arrivals?.sent_rate,
  ],
  ...metricCatalog
    .flatMap(({ key, shape }) =>
      shape === 'number' ? [key] : ['n', 'mean', 'p50', 'p95', 'p99'].map((statistic) => `${key}.${statistic}`),
    )
    .map((path): CsvColumn => [path, (_, _point, metrics) => catalogCell(metrics, path).value]),
];
