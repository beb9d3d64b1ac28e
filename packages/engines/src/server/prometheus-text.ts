import type { EngineFacts, EngineStats } from '@sagellm/bench-protocol';

type Family = {
  name: string;
  type: 'counter' | 'gauge';
  help: string;
  samples: readonly { labels?: Readonly<Record<string, string>>; value: number | undefined }[];
};

/**
 * The engine's counters and gauges for Prometheus: under vLLM's names where they mean the same, so that one reader serves
 * both. A family whose value is unknown is left out; a 0 is a measurement.
 */
export function prometheusText(engine: { facts: EngineFacts; stats: EngineStats; model: string }): string {
  const common = { engine: '0', model_name: engine.model };
  return families(engine)
    .map((family) => familyText(family, family.name.startsWith('process_') ? {} : common))
    .join('');
}

function families({ facts, stats }: { facts: EngineFacts; stats: EngineStats }): Family[] {
  const { kv_used_tokens: used, kv_total_tokens: total, cached_tokens: cached } = stats;
  const single = (name: string, type: Family['type'], help: string, value: number | undefined): Family => ({
    name,
    type,
    help,
    samples: [{ value }],
  });
  return [
    single('vllm:num_requests_running', 'gauge', 'Requests that hold a slot.', stats.running),
    single('vllm:num_requests_waiting', 'gauge', 'Requests that wait for a slot.', stats.waiting),
    single(
      'vllm:kv_cache_usage_perc',
      'gauge',
      'KV cache in use, 0 to 1.',
      used !== undefined && total ? used / total : undefined,
    ),
    single('vllm:prompt_tokens_total', 'counter', 'Prompt tokens of admitted requests.', stats.prompt_tokens),
    single('vllm:generation_tokens_total', 'counter', 'Tokens generated.', stats.generated_tokens),
    single(
      'vllm:prefix_cache_queries_total',
      'counter',
      'Prompt tokens looked up in the prefix cache.',
      cached === undefined ? undefined : stats.prompt_tokens,
    ),
    single('vllm:prefix_cache_hits_total', 'counter', 'Prompt tokens found in the prefix cache.', cached),
    {
      name: 'vllm:request_success_total',
      type: 'counter',
      help: 'Requests that ended, by reason; abort counts those whose client left.',
      samples: Object.entries(stats.finished).map(([reason, value]) => ({
        labels: { finished_reason: reason },
        value,
      })),
    },
    {
      name: 'vllm:cache_config_info',
      type: 'gauge',
      help: 'Size of the KV cache. A block is one token.',
      samples: [
        {
          labels: {
            block_size: '1',
            enable_prefix_caching: facts.prefix_cache === 'on' ? 'True' : 'False',
            kv_cache_size_tokens: String(total),
            num_gpu_blocks: String(total),
          },
          value: total === undefined ? undefined : 1,
        },
      ],
    },
    single('sagellm_bench_kv_used_tokens', 'gauge', 'Tokens in the contexts of running requests.', used),
    single(
      'sagellm_bench_kv_used_bytes',
      'gauge',
      'Bytes of these tokens.',
      used === undefined || facts.kv_bytes_per_token === undefined ? undefined : used * facts.kv_bytes_per_token,
    ),
    single('process_resident_memory_bytes', 'gauge', 'Resident memory of the engine process.', stats.memory_bytes),
  ];
}

function familyText({ name, type, help, samples }: Family, common: Record<string, string>): string {
  const known = samples.filter((sample) => sample.value !== undefined);
  if (known.length === 0) return '';
  const lines = known.map(({ labels, value }) => `${name}${labelText({ ...common, ...labels })} ${value}\n`);
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('')}`;
}

function labelText(labels: Record<string, string>): string {
  const pairs = Object.entries(labels).map(([key, value]) => `${key}="${escaped(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
