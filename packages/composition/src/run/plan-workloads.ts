import { resolveWorkloads } from '@sagellm/bench-datasets';
import {
  type EngineIdentity,
  type RunPlan,
  type TokenizerIdentity,
  usageError,
  type WorkloadSpec,
} from '@sagellm/bench-protocol';

/** The workloads of a plan, with the plan's own wishes applied. */
export function planWorkloads(plan: RunPlan): WorkloadSpec[] {
  return resolveWorkloads(plan.workload).map((workload) => withWishes(workload, plan));
}

export function withWishes(workload: WorkloadSpec, plan: RunPlan): WorkloadSpec {
  const requests = plan.requests ?? plan.num_samples;
  return {
    ...workload,
    ...(requests === undefined ? {} : { requests }),
    ...(plan.stream === undefined ? {} : { stream: plan.stream }),
  };
}

/** Says before the run starts what the model has no room for. */
export function checkFit(
  workloads: readonly WorkloadSpec[],
  engine: EngineIdentity,
  tokenizer: TokenizerIdentity,
): void {
  const room = engine.max_model_len;
  if (room === undefined) return;
  const misfits = workloads.filter((workload) => workload.prompt_tokens + workload.output_tokens > room);
  if (misfits.length === 0) return;
  const first = misfits[0]!;
  const others = misfits.slice(1).map(({ name }) => name);
  const fitting = workloads.filter((workload) => !misfits.includes(workload)).map(({ name }) => name);
  throw usageError(
    `--workload ${first.name}: ${first.prompt_tokens} prompt + ${first.output_tokens} output tokens do not fit ` +
      `${engine.model ?? 'the model'}, which takes ${room}${others.length ? ` (nor do ${others.join(', ')})` : ''}` +
      `${tokenizer.own ? '' : ` (counted by ${tokenizer.name})`}`,
    fitting.length
      ? `run --workload ${fitting.join(',')}, or a model with a longer context`
      : 'use a model with a longer context, or shorter workloads',
  );
}
