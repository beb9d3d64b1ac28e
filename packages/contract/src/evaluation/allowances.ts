import { didYouMean, usageError } from '@sagellm/bench-protocol';
import { contractMetrics } from '../contracts/contract-metrics.ts';
import type { ContractCheck } from './contract-result.ts';

/**
 * Marks what is not measurable and was allowed to be. An allowance needs something beside it that was kept: a contract
 * of which nothing was measured is not kept by allowing all of it.
 */
export function applyAllowances(
  checks: readonly ContractCheck[],
  allowUnmeasured: readonly string[],
): { checks: ContractCheck[]; notes: string[] } {
  const names = new Set(allowUnmeasured.map(knownMetric));
  const askedFor = new Set(checks.map(({ metric }) => metric as string));
  const notes = [...names]
    .filter((name) => !askedFor.has(name))
    .map((name) => `--allow-unmeasured ${name}: this contract does not ask for it`);
  const mayBeAllowed = (check: ContractCheck) => check.status === 'not-measurable' && names.has(check.metric);

  if (!checks.some(mayBeAllowed)) return { checks: [...checks], notes };
  if (!checks.some(({ severity, status }) => severity === 'required' && status === 'kept')) {
    return {
      checks: [...checks],
      notes: [...notes, 'nothing that is required was kept, so --allow-unmeasured has no effect'],
    };
  }
  return { checks: checks.map((check) => (mayBeAllowed(check) ? { ...check, allowed: true } : check)), notes };
}

function knownMetric(name: string): string {
  const keys = contractMetrics.map(({ key }) => key as string);
  const wanted = name.trim();
  if (keys.includes(wanted)) return wanted;
  const near = didYouMean(wanted, keys) ?? keys.find((key) => key.startsWith(wanted) && wanted !== '');
  throw usageError(
    `--allow-unmeasured ${name}: there is no such metric`,
    near ? `did you mean ${near}?` : `metrics: ${keys.join(', ')}`,
  );
}
