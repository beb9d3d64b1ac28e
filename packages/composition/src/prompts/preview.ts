import {
  type DatasetPreview,
  gptTokenizer,
  openDataset,
  previewDataset,
  resolveTokenizer,
} from '@sagellm/bench-datasets';
import type { RunPlan } from '@sagellm/bench-protocol';
import { chooseDataset } from './dataset-choice.ts';

/** First prompts and lengths of a dataset, before anything is sent. Counted by `--tokenizer`, or the offline default. */
export async function previewOf(plan: RunPlan, count: number): Promise<DatasetPreview & { tokenizer: string }> {
  const tokenizer = plan.tokenizer ? await resolveTokenizer(plan.tokenizer) : await gptTokenizer();
  const { name, options } = await chooseDataset(plan);
  const dataset = await openDataset(name, { ...options, tokenizer, seed: plan.seed, count });
  return { ...previewDataset(dataset, tokenizer, count, { seed: plan.seed }), tokenizer: tokenizer.identity.name };
}
