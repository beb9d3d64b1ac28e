import { WorkloadSpec } from '@sagellm/bench-protocol';
import { allWorkloads, workloadGroups } from './workload-groups.ts';

/** What `--workload` accepts, for help texts: first the groups, then each workload by its own name. */
export function listWorkloads(): { selector: string; workloads: WorkloadSpec[]; description: string }[] {
  const groups = workloadGroups.map(({ selectors: [selector, ...aliases], rows, description }) => ({
    selector,
    workloads: rows.map((row) => WorkloadSpec.parse(row)),
    description: aliases.length > 0 ? `${description} (also: ${aliases.join(', ')})` : description,
  }));
  const singles = allWorkloads.map((row) => ({
    selector: row.name,
    workloads: [WorkloadSpec.parse(row)],
    description: row.title,
  }));
  return [...groups, ...singles];
}
