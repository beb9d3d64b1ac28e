import { batchWorkloads, mixedWorkloads, streamingWorkloads } from './delivery-workloads.ts';
import { queryWorkloads } from './query-workloads.ts';
import type { WorkloadRow } from './workload-row.ts';
import { year1Workloads, year2Workloads, year3Workloads } from './year-workloads.ts';

type WorkloadGroup = { selectors: readonly [string, ...string[]]; rows: readonly WorkloadRow[]; description: string };

const [short, long, stress] = year1Workloads as [WorkloadRow, WorkloadRow, WorkloadRow];

/** Words of `--workload` that stand for one or several workloads. The first selector is the one shown. */
export const workloadGroups: readonly WorkloadGroup[] = [
  { selectors: ['all', 'query'], rows: queryWorkloads, description: 'Q1 to Q8' },
  { selectors: ['year1', 'm1'], rows: year1Workloads, description: 'short_input, long_input and stress_test' },
  { selectors: ['short'], rows: [short], description: 'short_input alone' },
  { selectors: ['long'], rows: [long], description: 'long_input alone' },
  { selectors: ['stress'], rows: [stress], description: 'stress_test alone' },
  { selectors: ['year2'], rows: year2Workloads, description: 'contexts up to 8192 tokens, 50 at once' },
  { selectors: ['year3'], rows: year3Workloads, description: 'contexts up to 32768 tokens, 100 at once' },
  { selectors: ['streaming'], rows: streamingWorkloads, description: 'streamed answers, with warm-up' },
  { selectors: ['batch', 'batch_inference'], rows: batchWorkloads, description: 'answers in one piece, with warm-up' },
  { selectors: ['mixed'], rows: mixedWorkloads, description: 'streamed and whole answers, with sampling' },
];

/** Every workload once, in the order of the groups. */
export const allWorkloads: readonly WorkloadRow[] = [...new Set(workloadGroups.flatMap((group) => group.rows))];
