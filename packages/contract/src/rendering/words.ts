import { stripVTControlCharacters } from 'node:util';
import type { ContractCheck, ContractResult } from '../evaluation/contract-result.ts';
import { intervalText } from './number-text.ts';

/** `ttft_ms mean`, `itl_ms p99.9`, `peak_mem_mb`. */
export function checkName({ metric, statistic }: ContractCheck): string {
  return statistic === 'value' ? metric : `${metric} ${statistic === 'p999' ? 'p99.9' : statistic}`;
}

/** Where a check was judged: a workload, or the filter that found none. */
export function placeName({ workload, filter }: ContractCheck): string {
  return workload ?? (filter === undefined ? '–' : `"${filter}"`);
}

/** `kept, but within noise of the limit`, `not measurable (allowed)`, `broken (advisory)`. */
export function verdictWords({ status, severity, within_noise, allowed }: ContractCheck): string {
  const remarks = [severity === 'advisory' ? 'advisory' : '', allowed ? 'allowed' : ''].filter((word) => word !== '');
  return [
    status === 'not-measurable' ? 'not measurable' : status,
    remarks.length > 0 ? ` (${remarks.join(', ')})` : '',
    within_noise ? ', but within noise of the limit' : '',
  ].join('');
}

/** What the number was made of, its interval, and what the report says about it. */
export function reasonWords(check: ContractCheck): string {
  const interval = intervalText(check);
  const note = check.note === undefined || check.explanation.includes(check.note) ? undefined : check.note;
  return [check.explanation, interval ? `99 % interval ${interval}` : undefined, note]
    .filter((part) => part !== undefined)
    .join('; ');
}

/** A check that asks for nobody's attention. */
export function isPlainlyKept({ status, within_noise }: ContractCheck): boolean {
  return status === 'kept' && !within_noise;
}

/** A mean of so few values that nobody can say how near the limit another run would come. */
export function hasNoInterval({ statistic, n, interval }: ContractCheck): boolean {
  return statistic === 'mean' && n !== undefined && interval === undefined;
}

/** `KEPT`, or `NOT KEPT` and why; marked where the numbers are no measurement. */
export function headlineWords({ status, simulated, measurement }: ContractResult): string {
  const verdict = {
    kept: 'KEPT',
    broken: 'NOT KEPT, broken',
    'not-measurable': 'NOT KEPT, not all of it was measured',
  };
  const invalid = measurement?.state === 'INVALID' ? ', by an INVALID measurement' : '';
  return `${verdict[status]}${invalid}${simulated ? ' (SIMULATED)' : ''}`;
}

/** Kept, and by numbers that may be used. */
export function isPlainlyPassed({ status, measurement }: ContractResult): boolean {
  return status === 'kept' && (measurement?.state !== 'INVALID' || measurement.accepted === true);
}

/** Of a measurement that is in doubt: `measurement INVALID (accepted): Q1: …`. */
export function measurementNotes({ measurement }: ContractResult): string[] {
  if (!measurement || measurement.state === 'VALID') return [];
  const accepted = measurement.accepted ? ' (accepted)' : '';
  return [`measurement ${measurement.state}${accepted}: ${measurement.reasons.join('; ')}`];
}

/** `12 checks: 9 kept (2 within noise of the limit), 1 broken, 2 not measurable (1 allowed)`. */
export function countWords({ counts, checks }: ContractResult): string {
  const near = (status: ContractCheck['status']) => {
    const count = checks.filter((check) => check.status === status && check.within_noise).length;
    return count > 0 ? ` (${count} within noise of the limit)` : '';
  };
  const allowed = counts.allowed > 0 ? ` (${counts.allowed} allowed)` : '';
  const advisory = counts.advisory > 0 ? `; ${counts.advisory} of those not kept advisory` : '';
  return (
    `${counts.checks} ${counts.checks === 1 ? 'check' : 'checks'}: ${counts.kept} kept${near('kept')}, ` +
    `${counts.broken} broken${near('broken')}, ${counts.not_measurable} not measurable${allowed}${advisory}`
  );
}

export function runWords({ run }: ContractResult): string {
  return `run ${run.run_id} · ${run.engine}${run.model === undefined ? '' : ` · ${run.model}`}`;
}

/** The same result with every text as one harmless line: names come from servers and files. */
export function withPlainTexts(result: ContractResult): ContractResult {
  return JSON.parse(JSON.stringify(result), (_key, value: unknown) =>
    typeof value === 'string' ? oneLine(value) : value,
  );
}

function oneLine(text: string): string {
  return stripVTControlCharacters(text)
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replace(/[\u200b\u202a-\u202e\u2066-\u2069]/g, '')
    .trim();
}
