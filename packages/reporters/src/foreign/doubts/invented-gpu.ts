import type { Doubt, ForeignRow, ForeignTable } from '../foreign-report.ts';
import { rowName } from '../foreign-report.ts';
import { numberOf } from '../foreign-table.ts';

const GPU = /^gpu_metrics\./;

/**
 * Without a GPU library the product draws its GPU numbers at random. A driver reports whole percents, so a largest
 * utilisation with a fraction was drawn; such numbers are taken away. The others stay, doubted: nothing names a source.
 */
export function withoutInventedGpu(table: ForeignTable): { table: ForeignTable; doubts: Doubt[] } {
  const keys = table.columns.filter((key) => GPU.test(key));
  if (keys.length === 0) return { table, doubts: [] };
  const isDrawn = (row: ForeignRow) => !Number.isInteger(numberOf(row, 'gpu_metrics.utilization.max') ?? 0);
  const drawn = table.rows.filter(isDrawn).map(rowName);
  const rows = table.rows.map((row) =>
    isDrawn(row)
      ? { ...row, values: Object.fromEntries(Object.entries(row.values).filter(([key]) => !GPU.test(key))) }
      : row,
  );
  const invented: Doubt = {
    code: 'gpu-invented',
    keys,
    ...(drawn.length < rows.length ? { rows: drawn } : {}),
    says: 'the GPU numbers are invented, left out here',
    because:
      'where it finds no GPU the product writes random ones; a driver gives utilisation in whole percents, and this file’s largest has a fraction',
  };
  const unknown: Doubt = {
    code: 'gpu-source-unknown',
    keys,
    says: 'the GPU numbers may be invented',
    because:
      'where it finds no GPU the product writes random ones and does not say so; a real one is of the client’s machine, not the server’s',
  };
  return { table: { ...table, rows }, doubts: [drawn.length > 0 ? invented : unknown] };
}
