import { impossibleGaps } from '../doubts/impossible-gaps.ts';
import { floorPercentiles } from '../doubts/percentiles.ts';
import { droppedFailures, perRequestThroughput, tpotWithTtft, wholeAnswerTtft } from '../doubts/run-doubts.ts';
import { withoutEmptyZeros } from '../doubts/unmeasured-zeros.ts';
import type { Doubt, ForeignRow, ForeignTable } from '../foreign-report.ts';
import { rowName } from '../foreign-report.ts';
import { numberOf, tableOf } from '../foreign-table.ts';
import type { JsonObject } from '../loose-json.ts';

/** Counts, whose zero is one. */
const COUNTED = new Set([
  'total_requests',
  'successful_requests',
  'failed_requests',
  'error_rate',
  'total_input_tokens',
  'total_output_tokens',
]);

/** Workloads in the flat spelling (`avg_ttft_ms`, …), of which a summary has few keys and a metrics file all. */
export function flatMetricsOf(
  title: string,
  sources: { labels: string[]; from: JsonObject }[],
): { table: ForeignTable; doubts: Doubt[] } {
  const { table, doubts } = withoutEmptyZeros(tableOf({ title, labels: ['workload'] }, sources), isEmpty);
  return {
    table,
    doubts: [
      ...impossibleGaps(table, 'avg_ttft_ms', 'avg_tbt_ms', 'the engine answered without a stream'),
      ...wholeAnswerTtft(table, 'avg_ttft_ms', 'avg_e2el_ms'),
      tpotWithTtft(table, { tpot: 'avg_tpot_ms', tbt: 'avg_tbt_ms', e2el: 'avg_e2el_ms' }),
      floorPercentiles(table, (row) => numberOf(row, 'successful_requests')),
      ...doubts,
      droppedFailures(),
      perRequestThroughput('avg_throughput_tps'),
      kvIsASum(table),
      {
        code: 'unreported-averaged-as-zero',
        keys: table.columns.filter((key) => /^(avg_)?(prefix_hit|spec_accept)_rate$/.test(key)),
        says: 'a mean with holes',
        because: 'a request that reported no rate is averaged in as 0',
      },
    ],
  };
}

/** A spread of 0 is one where two values were measured; of one value, or of none, the product writes 0 as well. */
function isEmpty(key: string, row: ForeignRow): boolean {
  if (COUNTED.has(key)) return false;
  if (!key.startsWith('std_')) return true;
  const measured = (numberOf(row, key.replace('std_', 'avg_')) ?? 0) > 0;
  return !measured || (numberOf(row, 'successful_requests') ?? 0) < 2;
}

function kvIsASum(table: ForeignTable): Doubt {
  const doubled = table.rows.filter((row) => {
    const [kv, out] = [numberOf(row, 'total_kv_used_tokens'), numberOf(row, 'total_output_tokens')];
    return out !== undefined && out > 0 && kv === 2 * out;
  });
  const twice = doubled.length > 0 ? `; exactly twice the output tokens: ${doubled.map(rowName).join(', ')}` : '';
  return {
    code: 'kv-is-a-sum',
    keys: table.columns.filter((key) => /kv_used_(tokens|bytes)$/.test(key)),
    says: 'not the use of the KV cache',
    because: `it is the sum over requests of what each one reported, not how much was held at a time${twice}`,
  };
}
