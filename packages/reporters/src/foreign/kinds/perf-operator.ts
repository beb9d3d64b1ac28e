import { missingFrame } from '../doubts/missing-frame.ts';
import { withoutEmptyZeros } from '../doubts/unmeasured-zeros.ts';
import type { ForeignReading } from '../foreign-reading.ts';
import { rowsWhere, tableOf } from '../foreign-table.ts';
import { type JsonObject, listText, numberAt, objectsAt } from '../loose-json.ts';

/** `perf --type operator`. */
export function readPerfOperator(file: JsonObject): ForeignReading {
  const comparisons = objectsAt(file, 'comparisons');
  const read = tableOf(
    { title: 'Operators', labels: ['baseline_name', 'optimized_name'] },
    comparisons.map((from) => ({
      labels: ['baseline_name', 'optimized_name'].map((key) => listText(from, key) ?? '–'),
      from,
    })),
    [
      'baseline_time_ms',
      'optimized_time_ms',
      'speedup',
      'time_saved_ms',
      'time_saved_pct',
      'baseline_memory_mb',
      'optimized_memory_mb',
    ],
  );
  const { table, doubts } = withoutEmptyZeros(read, (key) => key.endsWith('_memory_mb'));
  const timed = ['baseline_time_ms', 'optimized_time_ms', 'speedup', 'time_saved_ms', 'time_saved_pct'];
  const named = (name: string) => rowsWhere(table, ({ labels }) => labels[1] === name);
  return {
    title: 'Operator performance',
    command: 'perf --type operator',
    facts: [
      { label: 'device', text: listText(file, 'device') },
      {
        label: 'timed',
        text:
          listText(file, 'iterations') &&
          `${listText(file, 'iterations')} times each, after ${numberAt(file, 'warmup') ?? '–'} for warm-up`,
      },
    ],
    tables: [table],
    doubts: [
      {
        code: 'same-code-twice',
        keys: timed,
        rows: named('FusedSiLUMul'),
        says: 'any difference is noise',
        because: 'both sides run the identical expression; nothing is fused',
      },
      {
        code: 'different-operations',
        keys: timed,
        rows: named('CustomRMSNorm'),
        says: 'no speed-up of one operation',
        because: 'LayerNorm and RMSNorm compute different things',
      },
      {
        code: 'mean-without-spread',
        keys: timed,
        says: 'means without a spread',
        because: 'only the mean is kept, gradients were on, and a GPU is not waited for, so there launches were timed',
      },
      ...doubts,
      missingFrame(['its schema version, when and on which machine it ran', 'the versions']),
    ].filter(({ rows }) => rows === undefined || rows.length > 0),
  };
}
