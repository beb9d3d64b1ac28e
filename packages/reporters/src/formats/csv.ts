import { metricCatalog, type Reporter } from '@sagellm/bench-protocol';
import {
  catalogColumn,
  countColumn,
  type WorkloadColumn,
  workloadName,
  workloadRows,
} from '../values/workload-rows.ts';

/**
 * One row per workload, RFC 4180 (CRLF line ends). A distribution has the columns `.n .mean .p50 .p95 .p99`; judge a
 * percentile by its `.n`. An empty field was not measured.
 */
export const csvReporter: Reporter = {
  format: 'csv',
  extension: 'csv',
  render: (report) => {
    const rows = workloadRows(report, COLUMNS).map((cells) =>
      cells.map(({ raw }) => (raw === undefined ? '' : String(raw))),
    );
    return csvLines([COLUMNS.map(({ key }) => key), ...rows]);
  },
};

/** RFC 4180. */
export function csvLines(rows: readonly (readonly string[])[]): string {
  return rows.map((fields) => `${fields.map(quoted).join(',')}\r\n`).join('');
}

const about = (key: string, raw: NonNullable<WorkloadColumn['cell']>): WorkloadColumn => ({ key, cell: raw });

const COLUMNS: WorkloadColumn[] = [
  workloadName,
  about('run_id', (_, { manifest }) => plain(manifest.run_id)),
  about('complete', (_, { complete }) => plain(complete)),
  about('verdict', (_, { verdict }) => plain(verdict?.state)),
  about('simulated', (_, { manifest }) => plain(manifest.engine.simulated)),
  about('engine', (_, { manifest }) => plain(manifest.engine.name)),
  about('model', (_, { manifest }) => plain(manifest.engine.model)),
  countColumn('total_requests'),
  countColumn('successful_requests'),
  countColumn('failed_requests'),
  countColumn('cancelled_requests'),
  countColumn('short_requests'),
  about('window_s', ({ window }) => plain(window?.duration_s)),
  ...metricCatalog.flatMap(({ key, shape }) =>
    shape === 'number'
      ? [catalogColumn(key)]
      : ['n', 'mean', 'p50', 'p95', 'p99'].map((statistic) => catalogColumn(`${key}.${statistic}`)),
  ),
];

function plain(raw: string | number | boolean | undefined) {
  return raw === undefined ? { text: '' } : { raw, text: String(raw) };
}

function quoted(field: string): string {
  return /[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}
