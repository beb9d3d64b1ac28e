import { readTrace, shortRows, type Trace, traceDataset } from '@sagellm/bench-datasets';
import { type EngineIdentity, type RunPlan, usageError, type Warning, WorkloadSpec } from '@sagellm/bench-protocol';
import { datasetPlanKeys } from './dataset-choice.ts';
import type { PlannedPrompts } from './planned-prompts.ts';

/** Its long requests may be left out. */
const OPEN_TO_A_TRACE: readonly (keyof RunPlan)[] = ['max_prompt_tokens', 'max_total_tokens'];
/** Settings that say what is sent: with a trace, the trace says it. */
const DECIDED_BY_TRACE: readonly (keyof RunPlan)[] = [
  ...datasetPlanKeys.filter((key) => !OPEN_TO_A_TRACE.includes(key)),
  'workload_file',
  'num_samples',
];

/** The one workload of a recorded load; its requests have lengths and moments of their own. */
export async function promptsOfTrace(plan: RunPlan, file: string): Promise<PlannedPrompts> {
  refuseOtherPrompts(plan, file);
  const trace = shortRows(await readTrace(file), {
    maxPromptTokens: plan.max_prompt_tokens,
    maxTotalTokens: plan.max_total_tokens,
  });
  const rows = trace.momentsMs.length;
  if (rows === 0)
    throw usageError(
      `--trace ${file}: all its requests are longer than --max-prompt-tokens or --max-total-tokens allows`,
      'allow more tokens',
    );
  const count = plan.requests ?? rows;
  if (count > rows)
    throw usageError(
      `--requests ${count}: --trace ${file} has ${rows} that can be sent`,
      'leave --requests out to send all of them',
    );
  const workload = WorkloadSpec.parse({
    name: 'trace',
    title: `a recorded load, ${trace.fileName}; lengths in the mean`,
    topic: 'a recorded load of many users',
    prompt_tokens: mean(trace.inputTokens, count),
    output_tokens: mean(trace.outputTokens, count),
    requests: count,
    concurrency: 1,
    stream: plan.stream ?? true,
  });
  return {
    workloads: [workload],
    lengthsKnown: false,
    open: async () => traceDataset(trace),
    trace,
    warnings: warningsOf(trace),
  };
}

/** Says before the run which request has no room; known from the lengths, without making a prompt. */
export function checkTraceFits(trace: Trace, count: number, { max_model_len: room, model }: EngineIdentity): void {
  if (room === undefined) return;
  const row = trace.inputTokens.subarray(0, count).findIndex((prompt, at) => prompt + trace.outputTokens[at]! > room);
  if (row < 0) return;
  throw usageError(
    `--trace ${trace.fileName}: request ${row + 1} has ${trace.inputTokens[row]} prompt + ${trace.outputTokens[row]} output tokens, which do not fit ${model ?? 'the model'}: it takes ${room}`,
    `--max-total-tokens ${room} leaves such requests out and says how many; for --backend cpu also --context`,
  );
}

function refuseOtherPrompts(plan: RunPlan, file: string): void {
  if (plan.workload !== 'all')
    throw usageError(`--workload ${plan.workload} and --trace ${file} exclude each other`, 'a trace is a workload');
  if (plan.dataset !== 'default')
    throw usageError(
      `--dataset ${plan.dataset} and --trace ${file} exclude each other`,
      'a trace has lengths of its own',
    );
  const given = DECIDED_BY_TRACE.find((key) => plan[key] !== undefined);
  if (given !== undefined)
    throw usageError(
      `--${given.replaceAll('_', '-')} and --trace ${file} exclude each other`,
      'the trace says what is sent, how long, and when',
    );
}

/** Of those that are sent, whole. */
function mean(lengths: Uint32Array, count: number): number {
  return Math.max(1, Math.round(lengths.subarray(0, count).reduce((sum, length) => sum + length, 0) / count));
}

function warningsOf({ namesSharedBlocks, skipped, items }: Trace): Warning[] {
  const left = Object.entries(skipped);
  return [
    ...(namesSharedBlocks
      ? [
          {
            code: 'trace-prefixes',
            message:
              'The trace says which blocks of prompts were shared (hash_ids). That is not reproduced: each prompt has words of its own, and a prefix cache finds nothing to hit.',
          },
        ]
      : []),
    ...(left.length > 0
      ? [
          {
            code: 'trace-rows-left-out',
            message: `Of ${items} requests of the trace these are left out: ${left.map(([why, count]) => `${count} with ${why}`).join(', ')}.`,
          },
        ]
      : []),
  ];
}
