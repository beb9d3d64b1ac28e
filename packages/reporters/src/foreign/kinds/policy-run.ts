import {
  countedChunks,
  cutAnswers,
  noTokensAtAll,
  successUntrusted,
  ttftWithoutStream,
} from '../doubts/answer-doubts.ts';
import { textsAreTokens, ttftOfTheRoleChunk } from '../doubts/hybrid-doubts.ts';
import { withoutInventedGpu } from '../doubts/invented-gpu.ts';
import { missingFrame } from '../doubts/missing-frame.ts';
import { thinPercentiles } from '../doubts/percentiles.ts';
import {
  coordinatedOmission,
  idleStart,
  type PolicyPart,
  policyNotSwitched,
  sloWithoutFailures,
} from '../doubts/policy-doubts.ts';
import { withoutEmptyZeros } from '../doubts/unmeasured-zeros.ts';
import { winnersWithoutTest } from '../doubts/winners.ts';
import type { ForeignReading } from '../foreign-reading.ts';
import type { Doubt, ForeignRow, ForeignTable } from '../foreign-report.ts';
import { numberOf, tableOf } from '../foreign-table.ts';
import { isObject, type JsonObject, listText, objectAt, textAt } from '../loose-json.ts';

/** `run` and `compare` of the control-plane benchmark, with chats only or with embeddings too. */
export function readPolicyRun(file: JsonObject): ForeignReading {
  const config = objectAt(file, 'config');
  const parts = partsOf(objectAt(file, 'policy_results'));
  const hybrid = file.benchmark_type === 'hybrid';
  const { table, doubts } = readParts(parts, 'policy', config);
  return {
    title: hybrid ? 'Policies under chats and embeddings' : 'Policies of a control plane',
    command: parts.length > 1 ? 'compare' : 'run',
    facts: [
      { label: 'time', text: textAt(file, 'timestamp') && `${textAt(file, 'timestamp')} (no time zone in the file)` },
      { label: 'url', text: textAt(config, 'control_plane_url') },
      { label: 'load', text: loadText(config) },
    ],
    tables: [table],
    doubts: [
      ...doubts,
      ...winnersWithoutTest(objectAt(file, 'summary')),
      missingFrame(['the machine, the engine, its version', 'the seed']),
    ],
  };
}

/** What policies and rates have in common: one table, and what is doubtful in it. */
export function readParts(
  parts: PolicyPart[],
  label: string,
  config: JsonObject,
): { table: ForeignTable; doubts: Doubt[] } {
  const whole = tableOf(
    { title: 'Measured', labels: [label] },
    parts.map(({ name, from }) => ({
      labels: [name],
      from: { ...objectAt(from, 'metrics'), gpu_metrics: from.gpu_metrics },
    })),
  );
  const gpu = withoutInventedGpu(whole);
  const { table, doubts } = withoutEmptyZeros(gpu.table, isEmpty);
  const least = leastOutput(config);
  const hybrid = table.columns.some((key) => key.startsWith('llm.'));
  return {
    table,
    doubts: [
      ...noTokensAtAll(parts, table, least),
      successUntrusted(),
      ...cutAnswers(parts, table, least),
      ...gpu.doubts,
      sloWithoutFailures(table),
      coordinatedOmission(table),
      ...idleStart(parts, table),
      ...(config.enable_streaming === false ? [ttftWithoutStream(table)] : hybrid ? [ttftOfTheRoleChunk(table)] : []),
      ...(config.enable_streaming === false ? [] : [countedChunks(table)]),
      ...textsAreTokens(table),
      ...policyNotSwitched(parts),
      thinPercentiles(table, completedBehind),
      ...doubts,
    ],
  };
}

export function partsOf(results: JsonObject): PolicyPart[] {
  return Object.entries(results).flatMap(([name, from]) => (isObject(from) ? [{ name, from }] : []));
}

/** How many completed requests a key is about: all, or those of its kind. */
function completedBehind(row: ForeignRow, key: string): number | undefined {
  const type = /^metrics_by_request_type\.[^.]+\./.exec(key)?.[0];
  return numberOf(row, type ? `${type}completed_requests` : `${kindOf(key)}request_counts.completed`);
}

/** Times, rates and sizes of nothing; a share of SLO kept is one only where something was completed. */
function isEmpty(key: string, row: ForeignRow): boolean {
  if (/request_counts\.|(total|completed)_requests$|_rate_actual$|error_rate$|timeout_rate$/.test(key)) return false;
  if (/compliance_rate$|by_priority/.test(key)) {
    return (numberOf(row, `${kindOf(key)}request_counts.completed`) ?? 0) === 0;
  }
  if (key.endsWith('requests_per_second')) return (numberOf(row, `${kindOf(key)}request_counts.total`) ?? 0) === 0;
  return !/_ratio_actual$|^gpu_metrics\..*min$/.test(key);
}

/** `llm.` and `embedding.` hold a part of the requests each. */
function kindOf(key: string): string {
  return /^(llm|embedding)\./.exec(key)?.[0] ?? '';
}

function leastOutput(config: JsonObject): number | undefined {
  const range = config.output_len_range;
  return Array.isArray(range) && typeof range[0] === 'number' ? range[0] : undefined;
}

function loadText(config: JsonObject): string | undefined {
  const [count, rate, pattern, warmup] = ['num_requests', 'request_rate', 'arrival_pattern', 'warmup_requests'].map(
    (key) => listText(config, key),
  );
  if (!count || !rate) return undefined;
  return `${count} requests at ${rate}/s ${pattern ?? ''}, of which ${warmup ?? 'some'} for warm-up`;
}
