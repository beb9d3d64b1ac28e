/** A key of a workload file and where its value belongs in a WorkloadSpec; some keys have an older name too. */
export const workloadFields: Readonly<Record<string, string>> = {
  name: 'name',
  title: 'title',
  topic: 'topic',
  prompt_tokens: 'prompt_tokens',
  output_tokens: 'output_tokens',
  max_tokens: 'output_tokens',
  requests: 'requests',
  num_requests: 'requests',
  concurrency: 'concurrency',
  warmup: 'warmup',
  warmup_rounds: 'warmup',
  stream: 'stream',
  distinct: 'distinct',
  kv_budget_tokens: 'kv_budget_tokens',
  temperature: 'sampling.temperature',
  top_p: 'sampling.top_p',
  top_k: 'sampling.top_k',
  repetition_penalty: 'sampling.repetition_penalty',
  seed: 'sampling.seed',
};

/** Keys with a meaning of their own. */
const OTHER_FIELDS = ['prompt', 'workload_type', 'concurrent', 'extra_params'];

export const knownKeys: readonly string[] = [...Object.keys(workloadFields), ...OTHER_FIELDS];

/** What a file's workload has where it says nothing. The prompt is sent as it stands unless `distinct` is true. */
export const WORKLOAD_DEFAULTS = {
  title: 'from a workload file',
  topic: '',
  prompt_tokens: 64,
  output_tokens: 128,
  requests: 1,
  concurrency: 1,
  warmup: 0,
  stream: true,
  distinct: false,
};

export const WORKLOAD_TYPES = ['query', 'short', 'long', 'stress', 'streaming', 'batch_inference', 'mixed'];
