import { z } from 'zod';

export const Arrival = z.enum(['constant', 'poisson', 'gamma', 'burst']);
export type Arrival = z.infer<typeof Arrival>;

const positive = z.number().positive();
const count = z.int().positive();
/** A number or a distribution, e.g. `uniform:64..256`; docs/DATASETS.md lists them. */
const lengths = z.union([z.string().min(1), z.number().positive()]);

/**
 * All that decides a run, in one schema for flags, environment and `--plan file.yaml`. Secrets are not part of it.
 * A key that is absent leaves the matter to the workload or the server.
 */
export const RunPlan = z.strictObject({
  workload: z
    .string()
    .min(1)
    .default('all')
    .describe('workloads to run: all, Q1..Q8, year1, short, … combinable with commas'),
  backend: z
    .string()
    .min(1)
    .default('cpu')
    .describe('who answers: cpu, mock, simulated[:profile], auto, openai, vllm, sagellm, … (see below)'),
  url: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('base URL of a running server, e.g. http://127.0.0.1:8000/v1'),
  model: z.string().min(1).optional().describe('model name at the server, or a GGUF file for --backend cpu'),
  output: z.string().min(1).default('./benchmark_results').describe('folder for the results'),
  output_json: z.string().min(1).optional().describe('also write every metric of every workload to this file'),
  mode: z
    .enum(['traffic', 'batch', 'synchronous', 'maximum'])
    .default('traffic')
    .describe(
      "traffic: the workload's own pattern or --rate; batch: all requests at once; synchronous: one after another; maximum: as fast as they are answered, --concurrency (256) in flight",
    ),
  endpoint: z
    .enum(['chat', 'completions'])
    .optional()
    .describe('route of generation requests (chat; sageLLM: the stream of its engine port where that answers)'),
  transport: z
    .enum(['auto', 'lean', 'undici', 'openai-sdk'])
    .default('auto')
    .describe(
      'who puts requests on the wire: our own HTTP/1.1, undici, or the SDK (what its users see); auto: lean, or undici where a proxy or the server asks for it',
    ),
  ca: z.string().min(1).optional().describe('file of the certificates (PEM) to trust for an https URL'),
  insecure: z.boolean().default(false).describe('do not check the certificate of an https URL'),
  unix_socket: z.string().min(1).optional().describe('Unix socket of the server, instead of the host of --url'),
  workers: z
    .union([z.literal('auto'), z.coerce.number().int().min(1).max(64)])
    .default('auto')
    .describe('threads that send load: auto, or a number'),
  stream: z.boolean().optional().describe("stream answers (the workload's own choice unless set)"),
  concurrency: count.optional().describe('closed loop: requests in flight'),
  rate: positive.optional().describe('open loop: requests per second'),
  arrival: Arrival.default('poisson').describe('arrival process of --rate'),
  burstiness: positive
    .default(1)
    .describe('gamma shape: 1 is Poisson, below 1 burstier; for burst: requests per burst'),
  ramp: z.string().min(1).optional().describe('open loop whose rate goes from one to another, e.g. 10..200/60s'),
  steps: z.string().min(1).optional().describe('open loop whose rate goes in steps, e.g. 10,20,50/30s'),
  on_off: z.string().min(1).optional().describe('with --rate: so long on, so long silent, e.g. 5s/10s'),
  trace: z
    .string()
    .min(1)
    .optional()
    .describe('open loop that sends a recorded load again: moments and lengths of a file (Mooncake, BurstGPT, JSONL)'),
  time_scale: positive.optional().describe('with --trace: moments are multiplied by this; 0.5 is twice as fast'),
  requests: count.optional().describe('requests per workload'),
  duration: positive.optional().describe('seconds per workload'),
  warmup: z.int().nonnegative().optional().describe('requests before measuring, with prompts of their own'),
  ignore_eos: z.boolean().default(true).describe('force the exact answer length where the server can'),
  dataset: z
    .string()
    .min(1)
    .default('default')
    .describe('prompts: default, random, sharegpt, synthetic, jsonl, shared-prefix, multi-turn, embeddings, or a file'),
  dataset_file: z.string().min(1).optional().describe('the file that holds the prompts'),
  workload_file: z.string().min(1).optional().describe('workloads and prompts of your own (YAML or JSON)'),
  num_samples: count.optional().describe('requests per workload, of a dataset other than default'),
  input_tokens: lengths.optional().describe('tokens per prompt: a number, or e.g. uniform:64..256'),
  output_tokens: lengths.optional().describe('tokens per answer: a number, or e.g. lognormal:median=128,sigma=0.5'),
  token_ids: z.boolean().optional().describe('send token ids (completions route)'),
  conversation: z
    .enum(['first-turn', 'all-turns'])
    .optional()
    .describe('the first question only, or every one with the recorded answers before it'),
  min_prompt_tokens: count.optional().describe('leave out shorter prompts'),
  max_prompt_tokens: count.optional().describe('leave out longer prompts'),
  min_output_tokens: count.optional().describe('leave out shorter recorded answers'),
  max_total_tokens: count.optional().describe('leave out longer prompt and answer'),
  prefix_tokens: count.optional().describe('tokens that prompts share'),
  prefix_share: z.number().gt(0).lt(1).optional().describe('shared part of the workload’s prompt length'),
  prefixes: count.optional().describe('how many prefixes take turns'),
  fan_out: count.optional().describe('requests per prefix, then come new prefixes'),
  suffix_tokens: lengths.optional().describe('own tokens behind the prefix'),
  turns: lengths.optional().describe('questions per conversation'),
  sessions: count.optional().describe('conversations side by side'),
  think_ms: lengths.optional().describe('pause before each question but the first'),
  batch_size: count.optional().describe('texts per embeddings request'),
  max_errors: count.optional().describe('stop a workload after this many failures'),
  timeout_connect: positive.default(10).describe('seconds'),
  timeout_first_token: positive.default(300).describe('seconds from send to first token'),
  timeout_idle: positive.default(120).describe('seconds between two reads'),
  timeout_total: positive.default(1800).describe('seconds for a whole request'),
  seed: z.int().nonnegative().default(42).describe('makes prompts and arrivals repeatable'),
  tokenizer: z.string().min(1).optional().describe('tokenizer.json (or its folder), or a gpt-tokenizer encoding'),
  direct: z.boolean().default(false).describe('talk to an embedded engine in process, without HTTP'),
  allow_download: z.boolean().default(false).describe('allow an hf: model to be downloaded'),
  slots: count.optional().describe('sequences computed together; cpu: 4, simulated: 256 unless given'),
  context: count.optional().describe('cpu: tokens per sequence'),
  threads: count.default(1).describe('cpu: threads of the engine'),
  prefix_cache: z.boolean().default(true).describe('cpu: reuse the KV cache of shared prefixes'),
  slo: z.array(z.string()).default([]).describe('limits, e.g. ttft_ms:p95<200,tpot_ms:mean<20'),
  contract: z
    .string()
    .min(1)
    .optional()
    .describe('hold the run against year1, year2, year3 or a contract file; exit code 3 where it is not kept'),
  allow_unmeasured: z
    .array(z.string())
    .default([])
    .describe('metrics of the contract that may be not measurable, separated by commas'),
  calibrate: z
    .boolean()
    .default(false)
    .describe('first measure the client’s own error at such a load, against a server of known truth'),
  max_error_rate: z.number().min(0).max(1).default(0.01).describe('share of failed requests that is still accepted'),
  accept_invalid: z
    .boolean()
    .default(false)
    .describe('do not end with exit code 4 where the run finds its own measurement INVALID'),
});
export type RunPlan = z.infer<typeof RunPlan>;

/** Where a value of the plan came from. */
export const PlanSource = z.enum(['flag', 'env', 'file', 'default']);
export type PlanSource = z.infer<typeof PlanSource>;
