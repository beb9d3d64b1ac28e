import { openDataset, readWorkloadFile, workloadFileDataset } from '@sagellm/bench-datasets';
import { type RunPlan, usageError } from '@sagellm/bench-protocol';
import { planWorkloads, withWishes } from '../run/plan-workloads.ts';
import { chooseDataset } from './dataset-choice.ts';
import type { PlannedPrompts } from './planned-prompts.ts';
import { promptsOfTrace } from './trace-prompts.ts';

/** Reads what a person wrote (workload file, dataset options) before anything is started. */
export async function planPrompts(plan: RunPlan): Promise<PlannedPrompts> {
  if (plan.trace !== undefined) return promptsOfTrace(plan, plan.trace);
  if (plan.workload_file !== undefined) return fromWorkloadFile(plan, plan.workload_file);
  const choice = await chooseDataset(plan);
  if (choice.name === 'default' && plan.num_samples !== undefined) {
    throw usageError('--num-samples belongs to a --dataset', 'the number of requests of a workload is --requests');
  }
  const { inputTokens, outputTokens } = choice.options;
  // A single number is the workload's own length; only what varies has to be drawn.
  const fixed = (lengths: typeof inputTokens) => (lengths && lengths.min === lengths.max ? lengths.min : undefined);
  const workloads = planWorkloads(plan).map((workload) => ({
    ...workload,
    ...(fixed(inputTokens) === undefined ? {} : { prompt_tokens: fixed(inputTokens)! }),
    ...(fixed(outputTokens) === undefined ? {} : { output_tokens: fixed(outputTokens)! }),
  }));
  const varies = (lengths: typeof inputTokens) => lengths !== undefined && fixed(lengths) === undefined;
  return {
    workloads,
    lengthsKnown: choice.name === 'default' && !varies(inputTokens) && !varies(outputTokens),
    open: (tokenizer, count) =>
      openDataset(choice.name, {
        ...choice.options,
        tokenizer,
        seed: plan.seed,
        ...(count === undefined ? {} : { count }),
      }),
  };
}

async function fromWorkloadFile(plan: RunPlan, file: string): Promise<PlannedPrompts> {
  if (plan.dataset !== 'default') {
    throw usageError(`--workload-file ${file} has prompts of its own and takes no --dataset`);
  }
  const entries = await readWorkloadFile(file);
  const wanted =
    plan.workload === 'all'
      ? undefined
      : plan.workload
          .toLowerCase()
          .split(',')
          .map((name) => name.trim());
  const names = entries.map(({ workload }) => workload.name);
  const unknown = wanted?.find((name) => !names.some((candidate) => candidate.toLowerCase() === name));
  if (unknown !== undefined)
    throw usageError(`--workload ${unknown}: ${file} has no such workload`, `it has ${names.join(', ')}`);
  const chosen = entries.filter(({ workload }) => !wanted || wanted.includes(workload.name.toLowerCase()));
  return {
    workloads: chosen.map(({ workload }) => withWishes(workload, plan)),
    lengthsKnown: false,
    open: async () => workloadFileDataset(chosen),
  };
}
