import { didYouMean, usageError, WorkloadSpec } from '@sagellm/bench-protocol';
import { allWorkloads, workloadGroups } from './workload-groups.ts';
import type { WorkloadRow } from './workload-row.ts';

/**
 * The workloads that `--workload` names, in the order written, each once: `Q1,Q5,short`. Case does not matter.
 * Every call gives fresh objects.
 *
 * @throws BenchmarkError (usage) on an unknown or empty part.
 */
export function resolveWorkloads(selector: string): WorkloadSpec[] {
  const rows = new Set(selector.split(',').flatMap((part) => rowsOf(part.trim(), selector)));
  return [...rows].map((row) => WorkloadSpec.parse(row));
}

function rowsOf(part: string, selector: string): readonly WorkloadRow[] {
  if (part === '') throw usageError(`--workload "${selector}": a part is empty`, remedy());
  const found = rowsBySelector.get(part.toLowerCase());
  if (found) return found;
  const near = didYouMean(part, choices);
  throw usageError(`--workload: unknown workload "${part}"${near ? `, did you mean "${near}"?` : ''}`, remedy());
}

function remedy(): string {
  return `choose from ${choices.join(', ')}; several with commas between, e.g. --workload Q1,Q5,short`;
}

const choices = [...workloadGroups.flatMap((group) => group.selectors), ...allWorkloads.map((row) => row.name)];

const rowsBySelector = new Map<string, readonly WorkloadRow[]>([
  ...workloadGroups.flatMap(({ selectors, rows }) => selectors.map((word) => [word.toLowerCase(), rows] as const)),
  ...allWorkloads.map((row) => [row.name.toLowerCase(), [row]] as const),
]);
