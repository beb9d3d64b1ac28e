import type { Doubt, ForeignReport, ForeignTable } from './foreign-report.ts';
import type { RecognisedFile } from './recognise-foreign-file.ts';

/** The report of a recognised file; `read` must be there. */
export function foreignReport(
  file: RecognisedFile & { read: NonNullable<RecognisedFile['read']> },
  fileName: string,
  doubts: Doubt[],
): ForeignReport {
  const reading = file.read();
  const tables = reading.tables.filter(({ rows, columns }) => rows.length > 0 && columns.length > 0);
  return {
    kind: file.kind,
    title: reading.title,
    origin: { product: file.product, command: reading.command, file: fileName },
    simulated: reading.simulated ?? false,
    facts: (reading.facts ?? []).flatMap(({ label, text }) => (text ? [{ label, text }] : [])),
    tables,
    doubts: [...reading.doubts, ...doubts].flatMap((doubt) => shownIn(tables, doubt)),
  };
}

/** A doubt about numbers that this file does not have is none. */
function shownIn(tables: readonly ForeignTable[], doubt: Doubt): Doubt[] {
  if (doubt.keys === undefined) return [doubt];
  const keys = doubt.keys.filter((key) => tables.some(({ columns }) => columns.includes(key)));
  return keys.length > 0 ? [{ ...doubt, keys: [...new Set(keys)] }] : [];
}
