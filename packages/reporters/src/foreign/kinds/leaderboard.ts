import { impossibleGaps } from '../doubts/impossible-gaps.ts';
import { droppedFailures, perRequestThroughput, tpotWithTtft, wholeAnswerTtft } from '../doubts/run-doubts.ts';
import { withoutEmptyZeros } from '../doubts/unmeasured-zeros.ts';
import type { ForeignReading } from '../foreign-reading.ts';
import type { Doubt } from '../foreign-report.ts';
import { tableOf } from '../foreign-table.ts';
import { type JsonObject, listText, objectAt, textAt } from '../loose-json.ts';

const CONSTANTS = [
  'model.precision',
  'model.quantization',
  'workload.input_length',
  'workload.output_length',
  'workload.batch_size',
  'workload.concurrent_requests',
];

/** `<workload>_leaderboard.json`, one entry or several in a list. */
export function readLeaderboard(entries: JsonObject[]): ForeignReading {
  const names = entries.map(entryName);
  const rowsOf = (pick: (entry: JsonObject) => JsonObject) =>
    entries.map((entry, index) => ({ labels: [names[index]!], from: pick(entry) }));
  const read = tableOf(
    { title: 'Metrics', labels: ['entry'] },
    rowsOf((entry) => objectAt(entry, 'metrics')),
  );
  const { table, doubts } = withoutEmptyZeros(read, (key) => key !== 'error_rate');
  const claims = tableOf(
    { title: 'What the entry claims about the run', labels: ['entry'] },
    rowsOf(({ engine, engine_version, config_type, hardware, model, workload, kv_cache_config }) => ({
      engine,
      engine_version,
      config_type,
      hardware,
      model,
      workload,
      kv_cache_config,
    })),
  );
  return {
    title: entries.length === 1 ? 'Leaderboard entry' : 'Leaderboard entries',
    command: 'run',
    facts: entries.length === 1 ? factsOf(entries[0]!) : [],
    tables: [table, claims],
    doubts: [
      ...impossibleGaps(table, 'ttft_ms', 'tbt_ms', 'the engine answered without a stream'),
      ...wholeAnswerTtft(table, 'ttft_ms', 'e2el_ms'),
      tpotWithTtft(table, { tpot: 'tpot_ms', tbt: 'tbt_ms', e2el: 'e2el_ms' }),
      perRequestThroughput('throughput_tps'),
      ...doubts,
      droppedFailures(),
      {
        code: 'kv-is-a-sum',
        keys: ['kv_used_tokens', 'kv_used_bytes'],
        says: 'not the use of the KV cache',
        because: 'it is the sum over requests of what each one reported, not how much was held at a time',
      },
      {
        code: 'constant-not-measured',
        keys: [...CONSTANTS, ...claims.columns.filter((key) => key.startsWith('kv_cache_config.'))],
        says: 'written into every entry, whatever ran',
        because: 'the product takes these from constants and a fixed table of lengths, not from the run',
      },
      {
        code: 'hardware-of-the-machine',
        keys: claims.columns.filter((key) => key.startsWith('hardware.') || key === 'config_type'),
        says: 'the machine’s hardware, not what was used',
        because: 'any GPU in the machine is named, also for a run on the CPU, and a CPU counts as single_gpu',
      },
      ...entries.flatMap((entry, index) => otherCommand(entry, names[index]!)),
    ],
  };
}

function entryName(entry: JsonObject, index: number): string {
  const notes = textAt(objectAt(entry, 'metadata'), 'notes')?.replace(/^Benchmark run: /, '');
  return textAt(objectAt(entry, 'workload'), 'name') ?? notes ?? `entry ${index + 1}`;
}

function factsOf(entry: JsonObject): NonNullable<ForeignReading['facts']> {
  const metadata = objectAt(entry, 'metadata');
  return [
    { label: 'engine', text: [textAt(entry, 'engine'), textAt(entry, 'engine_version')].filter(Boolean).join(' ') },
    { label: 'model', text: textAt(objectAt(entry, 'model'), 'name') },
    { label: 'submitted', text: textAt(metadata, 'submitted_at') },
    { label: 'command', text: textAt(metadata, 'reproducible_cmd') },
    { label: 'verified', text: listText(metadata, 'verified') },
  ];
}

/** Entries of one run all carry the command of the first workload. */
function otherCommand(entry: JsonObject, name: string): Doubt[] {
  const command = textAt(objectAt(entry, 'metadata'), 'reproducible_cmd') ?? '';
  const named = /--workload (\S+)/.exec(command)?.[1];
  if (!named || named.toLowerCase() === 'all' || named === name || !/^Q\d$/.test(name)) return [];
  return [
    {
      code: 'command-of-another-workload',
      rows: [name],
      says: `the entry of ${name} gives a command that runs ${named}`,
      because:
        '“reproducible_cmd” is built from the run’s settings, not from the entry, so it does not make this entry again',
    },
  ];
}
