import type { BenchmarkReport } from '@sagellm/bench-protocol';
import type { Contract } from '../contracts/contract.ts';
import { metricDefinition } from '../contracts/contract-metrics.ts';
import type { ContractCheck } from './contract-result.ts';

/** What a reader of the checks must know: about the run, about a metric that means something else elsewhere, about a row. */
export function notesOf(report: BenchmarkReport, contract: Contract, checks: readonly ContractCheck[]): string[] {
  return [...runNotes(report), ...metricNotes(contract), ...prefixNotes(report, checks)];
}

function runNotes({ complete, manifest }: BenchmarkReport): string[] {
  const notes: string[] = [];
  if (manifest.engine.simulated) {
    const by = manifest.engine.name;
    notes.push(`SIMULATED: these numbers are made by a formula (${by}), not measured on a model`);
  }
  if (!complete) {
    const reason = manifest.partial_reason;
    notes.push(`PARTIAL: the run is not complete${reason ? `: ${reason}` : ''}; workloads that it cut keep nothing`);
  }
  return notes;
}

function metricNotes({ rows }: Contract): string[] {
  const notes: string[] = [];
  if (rows.some(({ metric }) => metric === 'tpot_ms')) {
    notes.push(
      'tpot_ms is (last token − first token) ÷ (output tokens − 1), without TTFT; the Python product’s number of this name contains TTFT and is ntpot_ms here',
    );
  }
  const odd = rows.filter(({ metric, comparator }) => metricDefinition(metric).better === WORSE[comparator]);
  for (const metric of new Set(odd.map((row) => row.metric))) {
    const better = metricDefinition(metric).better;
    notes.push(`${metric} is better when ${better}, and a row of this contract bounds it from that side`);
  }
  return notes;
}

const WORSE = { '<=': 'higher', '>=': 'lower' } as const;

/** A promise on prefix hits that the prompts themselves rule out. */
function prefixNotes({ manifest }: BenchmarkReport, checks: readonly ContractCheck[]): string[] {
  const distinct = manifest.workloads.filter(({ spec }) => spec.distinct).map(({ spec }) => spec.name);
  const hopeless = checks.filter(
    ({ metric, comparator, status, workload }) =>
      metric === 'prefix_hit_rate' && comparator === '>=' && status !== 'kept' && distinct.includes(workload ?? ''),
  );
  if (hopeless.length === 0) return [];
  const names = [...new Set(hopeless.map(({ workload }) => workload))].join(', ');
  return [
    `prefix_hit_rate: the prompts of ${names} share no prefix, so there is nothing that a prefix cache could hit`,
  ];
}
