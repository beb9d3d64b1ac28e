import { type BenchmarkReport, SCHEMA_VERSION, usageError } from '@sagellm/bench-protocol';
import type { Contract, ContractRow } from '../contracts/contract.ts';
import { applyAllowances } from './allowances.ts';
import type { ContractCheck, ContractResult } from './contract-result.ts';
import { bare, judgeCheck } from './judge-check.ts';
import { notesOf } from './notes.ts';
import { noMatch, selectWorkloads } from './workload-filter.ts';

/**
 * Holds a report against a contract: each row on each workload it applies to. Pure.
 *
 * A contract is kept when every required check is kept. What was not measured is not kept, unless `allowUnmeasured`
 * names its metric. An INVALID measurement is said beside it, whatever the checks say. Throws a usage error when `allowUnmeasured` names no metric, or no row is required.
 */
export function evaluateContract(
  report: BenchmarkReport,
  contract: Contract,
  {
    allowUnmeasured = [],
    acceptInvalid = false,
  }: { allowUnmeasured?: readonly string[]; acceptInvalid?: boolean } = {},
): ContractResult {
  if (!contract.rows.some(({ severity }) => severity === 'required')) {
    throw usageError(`contract "${contract.name}" has no required row`, 'a contract without one promises nothing');
  }
  const judged = contract.rows.flatMap((row) => checksOf(report, row));
  const { checks, notes } = applyAllowances(judged, allowUnmeasured);
  const { engine, run_id, started_at } = report.manifest;
  return {
    schema: 'sagellm-bench/contract-result',
    schema_version: SCHEMA_VERSION,
    contract: contract.name,
    ...(contract.description === undefined ? {} : { description: contract.description }),
    status: verdictOf(checks),
    ...(engine.simulated ? { simulated: true } : {}),
    ...measurementOf(report, acceptInvalid),
    run: {
      run_id,
      started_at,
      engine: engine.version ? `${engine.name} ${engine.version}` : engine.name,
      ...(engine.model === undefined ? {} : { model: engine.model }),
    },
    counts: countsOf(checks),
    checks: byWorkload(checks, report),
    notes: [...notesOf(report, contract, checks), ...notes],
  };
}

function measurementOf({ verdict }: BenchmarkReport, acceptInvalid: boolean): Pick<ContractResult, 'measurement'> {
  if (!verdict) return {};
  const { state, accepted, reasons } = verdict;
  return {
    measurement: {
      state,
      ...(state === 'INVALID' && (accepted || acceptInvalid) ? { accepted: true } : {}),
      reasons: reasons.map(({ workload, message }) => (workload ? `${workload}: ${message}` : message)),
    },
  };
}

function checksOf(report: BenchmarkReport, row: ContractRow): ContractCheck[] {
  const names = report.workloads.map(({ workload }) => workload);
  const selection = selectWorkloads(row.workloads, names);
  const onNothing = (explanation: string): ContractCheck => ({ ...bare(row), status: 'not-measurable', explanation });
  if (names.length === 0) return [onNothing('the run has no workload')];
  return [
    ...report.workloads
      .filter(({ workload }) => selection.workloads.includes(workload))
      .map((metrics) => judgeCheck(report, metrics, row)),
    ...selection.unmatched.map((filter) => ({ ...onNothing(noMatch(filter, names)), filter })),
  ];
}

function verdictOf(checks: readonly ContractCheck[]): ContractResult['status'] {
  const required = checks.filter(({ severity }) => severity === 'required');
  if (required.some(({ status }) => status === 'broken')) return 'broken';
  return required.every(({ status, allowed }) => status === 'kept' || allowed) ? 'kept' : 'not-measurable';
}

/** Workload by workload, as a reader goes through them; rows without a workload come last. */
function byWorkload(checks: readonly ContractCheck[], { workloads }: BenchmarkReport): ContractCheck[] {
  const place = new Map<string | undefined, number>(workloads.map(({ workload }, index) => [workload, index]));
  const rank = ({ workload }: ContractCheck) => place.get(workload) ?? workloads.length;
  return checks.toSorted((a, b) => rank(a) - rank(b));
}

function countsOf(checks: readonly ContractCheck[]): ContractResult['counts'] {
  const count = (wanted: (check: ContractCheck) => boolean) => checks.filter(wanted).length;
  return {
    checks: checks.length,
    kept: count(({ status }) => status === 'kept'),
    broken: count(({ status }) => status === 'broken'),
    not_measurable: count(({ status }) => status === 'not-measurable'),
    allowed: count(({ allowed }) => allowed === true),
    within_noise: count(({ within_noise }) => within_noise === true),
    advisory: count(({ severity, status }) => severity === 'advisory' && status !== 'kept'),
  };
}
