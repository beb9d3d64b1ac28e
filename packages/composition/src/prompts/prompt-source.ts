import type { OpenedDataset } from '@sagellm/bench-datasets';
import {
  type BenchmarkRequest,
  type EngineIdentity,
  type RunPlan,
  type Tokenizer,
  usageError,
  type WorkloadSpec,
} from '@sagellm/bench-protocol';
import type { Load } from '../run/load-pattern.ts';

export type PlannedLoad = { workload: WorkloadSpec; load: Load };
type Phase = 'warmup' | 'measured';

/** Hands each phase of each workload its requests; of a dataset that ends, none twice. */
export type PromptSource = { sample(workload: WorkloadSpec, phase: Phase): Iterable<BenchmarkRequest> };

/** Requests that are looked at before the run: is each of them within the model's length? */
const MOST_CHECKED = 1000;

/** All requests that a run will take, warm-up included; absent where a duration alone decides. */
export function countOf(loads: readonly PlannedLoad[]): number | undefined {
  let total = 0;
  for (const { load } of loads) {
    if (load.count === undefined) return undefined;
    total += load.warmup + load.count;
  }
  return total;
}

export function createPromptSource(parts: {
  dataset: OpenedDataset;
  loads: readonly PlannedLoad[];
  tokenizer: Tokenizer;
  plan: RunPlan;
}): PromptSource {
  const { dataset, loads, tokenizer, plan } = parts;
  const ranges = dataset.size === undefined ? undefined : divide(dataset, dataset.size, loads);
  return {
    sample(workload, phase) {
      const items = ranges?.get(`${workload.name}/${phase}`);
      return dataset.sample({
        workload,
        tokenizer,
        seed: plan.seed,
        phase,
        exactOutput: plan.ignore_eos,
        ...(items ? { items } : {}),
      });
    },
  };
}

/** A dataset that ends is dealt out: a piece to each workload, its warm-up first. What is too little is said now. */
function divide(dataset: OpenedDataset, size: number, loads: readonly PlannedLoad[]) {
  const needed = countOf(loads);
  if (needed !== undefined && needed > size) {
    throw usageError(
      `--dataset ${dataset.name}: has ${size} usable requests, and this run takes ${needed}`,
      'take fewer with --num-samples, or fewer workloads with --workload',
    );
  }
  const ranges = new Map<string, { from: number; to: number }>();
  const share = Math.floor(size / loads.length);
  let from = 0;
  for (const { workload, load } of loads) {
    const end = needed === undefined ? from + share : from + load.warmup + load.count!;
    ranges.set(`${workload.name}/warmup`, { from, to: from + load.warmup });
    ranges.set(`${workload.name}/measured`, { from: from + load.warmup, to: end });
    from = end;
  }
  return ranges;
}

/** Says before the run which request has no room; prompts of a dataset are of many lengths. */
export function checkPromptsFit(source: PromptSource, loads: readonly PlannedLoad[], engine: EngineIdentity): void {
  const room = engine.max_model_len;
  if (room === undefined) return;
  for (const { workload, load } of loads) {
    let left = Math.min(load.count ?? MOST_CHECKED, MOST_CHECKED);
    for (const { request_id, prompt_tokens, max_tokens } of source.sample(workload, 'measured')) {
      if (left-- <= 0) break;
      if (prompt_tokens + max_tokens <= room) continue;
      throw usageError(
        `${request_id}: ${prompt_tokens} prompt + ${max_tokens} output tokens do not fit ${engine.model ?? 'the model'}, which takes ${room}`,
        'bound the lengths: --max-total-tokens, --input-tokens, --output-tokens; for --backend cpu also --context',
      );
    }
  }
}
