import { impossibleGaps } from '../doubts/impossible-gaps.ts';
import { countedTokens, meanOverScenarios, sameShortPrompt, untrustedSuccess } from '../doubts/live-doubts.ts';
import { missingFrame } from '../doubts/missing-frame.ts';
import { thinPercentiles } from '../doubts/percentiles.ts';
import { withoutEmptyZeros } from '../doubts/unmeasured-zeros.ts';
import type { ForeignReading } from '../foreign-reading.ts';
import type { Doubt, ForeignTable } from '../foreign-report.ts';
import { numberOf, rowsWhere, tableOf } from '../foreign-table.ts';
import { type JsonObject, listText, objectAt, objectsAt, textAt } from '../loose-json.ts';

const COLUMNS = [
  'batch_size',
  'ttft_ms',
  'tbt_ms',
  'throughput_tps',
  'latency_p50_ms',
  'latency_p95_ms',
  'latency_p99_ms',
  'memory_mb',
];
const COUNTS = ['successful_requests', 'failed_requests'];
const SUMMARY = ['total_rows', 'avg_ttft_ms', 'avg_tbt_ms', 'avg_throughput_tps', 'output_throughput_tps'];

/** `perf --type e2e`, simulated or live, and each target of `compare`, `compare-record` and `vllm-compare`. */
export function readPerfE2e(file: JsonObject): ForeignReading {
  const simulated = file.simulate === true || objectsAt(file, 'rows').some(({ mode }) => mode === 'simulate');
  const isTarget = file.mode === 'live-compare';
  const read = rowsTable(objectsAt(file, 'rows'), simulated);
  const { table, doubts } = withoutEmptyZeros(read, (key) => key !== 'batch_size' && !COUNTS.includes(key));
  const summary = withoutEmptyZeros(
    tableOf({ title: 'Means over all rows', labels: [] }, [{ labels: [], from: objectAt(file, 'summary') }], SUMMARY),
    (key) => key !== 'total_rows',
  );
  const dead = rowsWhere(table, (row) => numberOf(row, 'successful_requests') === 0);
  return {
    title: isTarget
      ? `Target ${textAt(file, 'label') ?? ''} of a comparison`.replace('  ', ' ')
      : 'End-to-end performance',
    command: isTarget ? 'compare or compare-record' : `perf --type e2e${simulated ? '' : ' --live'}`,
    simulated,
    facts: [
      { label: 'model', text: listText(file, 'models') },
      { label: 'url', text: textAt(file, 'url') },
      { label: 'batches', text: listText(file, 'batch_sizes') },
    ],
    tables: [table, summary.table],
    doubts: simulated
      ? [madeUp(table, summary.table)]
      : [
          ...untrustedSuccess(table),
          ...impossibleGaps(table, 'ttft_ms', 'tbt_ms', 'it may have been an error'),
          reconstructedLatency(),
          thinPercentiles(table, (row) => numberOf(row, 'successful_requests')),
          singleBatch(),
          countedTokens(['tbt_ms', 'throughput_tps', 'avg_tbt_ms', 'avg_throughput_tps']),
          sameShortPrompt(['ttft_ms', 'avg_ttft_ms']),
          meanOverScenarios(['avg_ttft_ms', 'avg_tbt_ms', 'avg_throughput_tps'], dead),
          neverComputed(),
          ...doubts,
          ...otherPrecision(file),
          ...otherModel(file),
          missingFrame(['its schema version, when and on which machine it ran, the engine’s version', 'the tokenizer']),
        ],
  };
}

function rowsTable(rows: JsonObject[], simulated: boolean): ForeignTable {
  const models = new Set(rows.map(({ model }) => model)).size > 1;
  const labels = [...(models ? ['model'] : []), 'scenario', ...(simulated ? ['precision'] : [])];
  return tableOf(
    { title: 'Scenarios', labels },
    rows.map((row) => ({ labels: labels.map((label) => listText(row, label) ?? '–'), from: row })),
    [...COLUMNS, ...(simulated ? [] : COUNTS)],
  );
}

function madeUp(...tables: ForeignTable[]): Doubt {
  return {
    code: 'simulated',
    keys: tables
      .flatMap(({ columns }) => columns)
      .filter((key) => !/^(batch_size|total_rows|output_throughput_tps)$/.test(key)),
    says: 'made up: no model, no server, no clock took part',
    because:
      '“simulate” is true: the numbers come from a formula seeded with the names of model, precision and scenario',
  };
}

function reconstructedLatency(): Doubt {
  return {
    code: 'latency-not-measured',
    keys: ['latency_p50_ms', 'latency_p95_ms', 'latency_p99_ms'],
    says: 'E2EL was not measured',
    because: 'these are percentiles of TTFT + TBT × (tokens − 1)',
  };
}

function singleBatch(): Doubt {
  return {
    code: 'one-batch-without-warm-up',
    keys: ['ttft_ms', 'tbt_ms', 'throughput_tps'],
    says: 'each row is one batch',
    because: 'no warm-up and no repetition, so the first row carries the cold start and no spread can be given',
  };
}

function neverComputed(): Doubt {
  return {
    code: 'printed-but-never-computed',
    keys: ['output_throughput_tps'],
    says: 'the product’s own reports print 0.00 for it',
    because: 'it is not in the file and was never computed',
  };
}

function otherPrecision(file: JsonObject): Doubt[] {
  const claimed = listText(file, 'precisions');
  const live = objectsAt(file, 'rows').some(({ precision }) => precision === 'live');
  if (!live || claimed === undefined || claimed === 'live') return [];
  return [
    {
      code: 'precision-not-used',
      says: `“precisions” says ${claimed}`,
      because: 'its rows say “live”: the precision of the server was never asked',
    },
  ];
}

function otherModel(file: JsonObject): Doubt[] {
  const others = objectsAt(file, 'rows').filter((row) => row.effective_model && row.effective_model !== row.model);
  if (others.length === 0) return [];
  return [
    {
      code: 'another-model-answered',
      says: `asked for ${listText(others[0]!, 'model')}, answered by ${listText(others[0]!, 'effective_model')}`,
      because: 'the product takes the model that the server has without an error',
    },
  ];
}
