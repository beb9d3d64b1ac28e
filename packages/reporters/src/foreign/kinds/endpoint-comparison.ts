import { impossibleGaps } from '../doubts/impossible-gaps.ts';
import { countedTokens, meanOverScenarios, sameShortPrompt } from '../doubts/live-doubts.ts';
import { missingFrame } from '../doubts/missing-frame.ts';
import { withoutEmptyZeros } from '../doubts/unmeasured-zeros.ts';
import type { ForeignReading } from '../foreign-reading.ts';
import type { Doubt, ForeignTable } from '../foreign-report.ts';
import { numberOf, rowsWhere, tableOf } from '../foreign-table.ts';
import { type JsonObject, listText, objectsAt, textAt } from '../loose-json.ts';

const MEANS = ['avg_ttft_ms', 'avg_tbt_ms', 'avg_throughput_tps'];
const DELTAS = ['delta_vs_baseline.ttft_ms', 'delta_vs_baseline.tbt_ms', 'delta_vs_baseline.throughput_tps'];

/** `comparison.json` of `compare`, `vllm-compare run` and `compare-offline`. */
export function readEndpointComparison(file: JsonObject): ForeignReading {
  const read = tableOf(
    { title: 'Targets', labels: ['label'] },
    objectsAt(file, 'targets').map((from) => ({ labels: [textAt(from, 'label') ?? '–'], from })),
    ['rows', ...MEANS, ...DELTAS, 'url'],
  );
  const { table, doubts } = withoutEmptyZeros(withoutEmptyDeltas(read, textAt(file, 'baseline')), (key) =>
    MEANS.includes(key),
  );
  return {
    title: 'Comparison of endpoints',
    command: 'compare, vllm-compare run or compare-offline',
    facts: [
      { label: 'model', text: textAt(file, 'model') },
      { label: 'baseline', text: textAt(file, 'baseline') },
      { label: 'batches', text: listText(file, 'batch_sizes') },
    ],
    tables: [table],
    doubts: [
      ...deadTargets(read),
      ...impossibleGaps(table, 'avg_ttft_ms', 'avg_tbt_ms', 'it may have been an error'),
      meanOverScenarios(MEANS),
      {
        code: 'difference-without-spread',
        keys: DELTAS,
        says: 'a difference that may be noise',
        because:
          'one batch a scenario, one target after the other in this order, and no spread to hold the difference against',
      },
      countedTokens(['avg_tbt_ms', 'avg_throughput_tps', DELTAS[1]!, DELTAS[2]!]),
      sameShortPrompt(['avg_ttft_ms', DELTAS[0]!]),
      {
        code: 'work-may-differ',
        keys: DELTAS,
        says: 'the targets may have done different work',
        because:
          'neither the lengths of their answers, the model that really answered, nor their successes and failures are in the file',
      },
      ...doubts,
      missingFrame(['its schema version, when and on which machine it ran, the engines’ versions', 'the tokenizer']),
    ],
  };
}

/** A target without one success has means of 0, and its “differences” are the baseline's own numbers. */
function withoutEmptyDeltas(table: ForeignTable, baseline: string | undefined): ForeignTable {
  const dead = deadRows(table);
  if (dead.length === 0) return table;
  const all = baseline !== undefined && dead.includes(baseline);
  const rows = table.rows.map((row) => {
    if (!all && !dead.includes(row.labels[0]!)) return row;
    return { ...row, values: Object.fromEntries(Object.entries(row.values).filter(([key]) => !DELTAS.includes(key))) };
  });
  return { ...table, rows };
}

function deadTargets(table: ForeignTable): Doubt[] {
  const dead = deadRows(table);
  if (dead.length === 0) return [];
  return [
    {
      code: 'target-without-success',
      keys: DELTAS,
      rows: dead,
      says: 'nothing was measured on this target; differences to it are left out',
      because: 'all its means are 0, which the product writes when no request succeeded',
    },
  ];
}

function deadRows(table: ForeignTable): string[] {
  return rowsWhere(table, (row) => MEANS.every((key) => numberOf(row, key) === 0));
}
