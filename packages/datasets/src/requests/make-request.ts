import type { BenchmarkRequest, PromptInput, SampleSpec, Sampling } from '@sagellm/bench-protocol';
import { createRandom, type Random } from '@sagellm/bench-random';

export type RequestParts = {
  input: PromptInput;
  promptTokens: number;
  maxTokens: number;
  sampling?: Sampling;
  sessionId?: string;
  turn?: number;
  thinkMs?: number;
};

/** The request number `index` of a workload's phase; what the parts leave open is the workload's. */
export function makeRequest(spec: SampleSpec, index: number, parts: RequestParts): BenchmarkRequest {
  const { workload } = spec;
  return {
    request_id: `${phaseName(spec)}-${String(index).padStart(4, '0')}`,
    workload: workload.name,
    input: parts.input,
    prompt_tokens: parts.promptTokens,
    max_tokens: parts.maxTokens,
    exact_output: spec.exactOutput,
    stream: workload.stream,
    sampling: { ...workload.sampling, ...parts.sampling },
    ...(workload.kv_budget_tokens === undefined ? {} : { kv_budget_tokens: workload.kv_budget_tokens }),
    ...(parts.sessionId === undefined ? {} : { session_id: parts.sessionId }),
    ...(parts.turn === undefined ? {} : { turn: parts.turn }),
    ...(parts.thinkMs === undefined ? {} : { think_ms: parts.thinkMs }),
  };
}

/** Workload and phase, as ids begin. */
export function phaseName({ workload, phase }: SampleSpec): string {
  return `${workload.name}${phase === 'warmup' ? '-warmup' : ''}`;
}

/** Chance of a workload's phase: warm-up and measured prompts never come from the same stream. */
export function phaseRandom({ seed, workload, phase }: SampleSpec): Random {
  return createRandom(seed).fork(workload.name).fork(phase);
}
