import { stringify } from 'yaml';

const WORKLOADS = [
  {
    name: 'custom_short',
    prompt: 'Explain in two sentences what a KV cache is for.',
    prompt_tokens: 16,
    output_tokens: 64,
    requests: 5,
    temperature: 0.7,
    top_k: 40,
    warmup: 1,
  },
  {
    name: 'custom_streaming',
    prompt: 'Tell the story of a lighthouse that is moved to another coast.',
    prompt_tokens: 32,
    output_tokens: 256,
    requests: 3,
    stream: true,
    warmup: 1,
  },
  {
    name: 'custom_batch',
    prompt: 'List ten questions that a reviewer asks about a load test.',
    prompt_tokens: 32,
    output_tokens: 128,
    requests: 16,
    concurrency: 8,
    stream: false,
    warmup: 2,
  },
];

const HEAD = `# Workloads of your own. name and prompt are needed; the prompt is sent as it stands and its own tokens are counted
# (distinct: true puts a few words of its own before each, so that a prefix cache cannot help).
# Others: title, concurrent, top_p, repetition_penalty, seed, kv_budget_tokens.
`;

/** A workload file to begin with; `readWorkloadFile` reads it back. */
export function workloadTemplate(format: 'yaml' | 'json'): string {
  const content = { workloads: WORKLOADS };
  return format === 'json' ? `${JSON.stringify(content, null, 2)}\n` : HEAD + stringify(content);
}
