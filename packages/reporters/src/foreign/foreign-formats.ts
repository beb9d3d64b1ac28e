import { jsonText } from '../files/json-text.ts';
import { csvLines } from '../formats/csv.ts';
import { doubtsAbout } from './foreign-document.ts';
import { type ForeignReport, rowName } from './foreign-report.ts';

/** For machines: rows as objects under the Python names, a key that was not measured left out. */
export function foreignJson({ tables, ...report }: ForeignReport): string {
  return jsonText({
    schema: 'sagellm-bench/foreign-report',
    schema_version: 1,
    ...report,
    tables: tables.map(({ title, labels, columns, rows }) => ({
      title,
      labels,
      columns,
      rows: rows.map((row) => ({
        labels: Object.fromEntries(labels.map((name, i) => [name, row.labels[i]])),
        values: row.values,
      })),
    })),
  });
}

/** One line a number, so that its doubts can stand beside it. An empty value was not measured. */
export function foreignCsv({ origin, simulated, tables, doubts }: ForeignReport): string {
  const lines = tables.flatMap(({ title, columns, rows }) =>
    rows.flatMap((row) =>
      columns.map((key) => [
        origin.product,
        String(simulated),
        title,
        rowName(row),
        key,
        String(row.values[key] ?? ''),
        doubtsAbout(key, row, doubts)
          .map(({ code }) => code)
          .join(' '),
      ]),
    ),
  );
  return csvLines([['product', 'simulated', 'table', 'row', 'key', 'value', 'doubts'], ...lines]);
}
