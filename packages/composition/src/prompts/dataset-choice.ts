import { access } from 'node:fs/promises';
import {
  type DatasetOptionName,
  type DatasetOptions,
  datasetOptions,
  datasets,
  parseTokenLengths,
  recogniseDatasetFile,
} from '@sagellm/bench-datasets';
import { type RunPlan, usageError } from '@sagellm/bench-protocol';

/** Which set, with which of its options: what can be known before a tokenizer is there. */
export type DatasetChoice = { name: string; options: DatasetOptions };

/** The plan's wishes as a dataset takes them. `--dataset FILE` alone says which kind of file it is by its beginning. */
export async function chooseDataset(plan: RunPlan): Promise<DatasetChoice> {
  const isName = datasets.some(({ name }) => name === plan.dataset.toLowerCase());
  const options = optionsOf(plan);
  if (isName || !(await exists(plan.dataset))) return { name: plan.dataset, options };
  if (options.file !== undefined) {
    throw usageError(
      `--dataset ${plan.dataset} and --dataset-file ${options.file} both name a file`,
      'give one of them',
    );
  }
  return { name: await recogniseDatasetFile(plan.dataset), options: { ...options, file: plan.dataset } };
}

function optionsOf(plan: RunPlan): DatasetOptions {
  const options: Record<string, unknown> = {};
  for (const name of Object.keys(datasetOptions) as DatasetOptionName[]) {
    const { flag, kind } = datasetOptions[name];
    const value = plan[planKeyOf(name)];
    if (value === undefined) continue;
    options[name] = kind === 'lengths' ? parseTokenLengths(String(value), flag) : value;
  }
  return options as DatasetOptions;
}

/** `maxPromptTokens` is `max_prompt_tokens` in a plan; `file` alone would not say of what. */
function planKeyOf(name: DatasetOptionName): keyof RunPlan {
  if (name === 'file') return 'dataset_file';
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`) as keyof RunPlan;
}

/** Every setting that a dataset takes. */
export const datasetPlanKeys: readonly (keyof RunPlan)[] = (Object.keys(datasetOptions) as DatasetOptionName[]).map(
  planKeyOf,
);

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
