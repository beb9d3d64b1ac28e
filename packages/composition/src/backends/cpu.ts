import { createNativeClient, createNativeObserver } from '@sagellm/bench-clients';
import { systemClock } from '@sagellm/bench-clock';
import { startEngineProcess, startLlamaEngine } from '@sagellm/bench-engines';
import type { Warning } from '@sagellm/bench-protocol';
import type { Backend, BackendOptions } from './backend.ts';
import { findCpuModel } from './cpu-model.ts';
import { openEmbedded } from './embedded.ts';
import { identityOf } from './engine-identity.ts';
import { OWN_TOKENIZER, refuse, WAYS_TO_SERVERS } from './refuse.ts';

/** Room for the chat template beside prompt and answer. */
const TEMPLATE_MARGIN = 128;
const CONTEXT_STEP = 256;
/** Sequences computed together. */
const SLOTS = 4;

/** llama.cpp on this machine, in a process of its own unless `--direct`. */
export async function openCpu(options: BackendOptions): Promise<Backend> {
  const { plan, signal, notice } = options;
  refuse(plan, 'cpu', WAYS_TO_SERVERS, 'these go with --url');
  refuse(plan, 'cpu', ['url'], 'a server that is already running is --backend openai --url URL');
  refuse(plan, 'cpu', ['tokenizer'], OWN_TOKENIZER);
  const model = await findCpuModel(plan, notice);
  const settings = {
    modelPath: model.modelPath,
    slots: plan.slots ?? SLOTS,
    ...contextOf(options),
    threads: plan.threads,
    prefixCache: plan.prefix_cache,
  };
  const tokenizer = await model.tokenizer();
  if (plan.direct) return openDirect(options, settings, tokenizer);
  notice('starting llama.cpp');
  const process = await startEngineProcess({ kind: 'llama', ...settings }, { signal });
  return openEmbedded({ backend: 'cpu', process, tokenizer, clock: systemClock, options });
}

/** Per sequence: the longest workload, in steps, so that neighbouring plans give the same engine; else the engine's own. */
function contextOf({ plan, workloads, lengthsKnown }: BackendOptions): { contextSize?: number } {
  if (plan.context !== undefined) return { contextSize: plan.context };
  if (!lengthsKnown) return {};
  const longest = Math.max(...workloads.map((workload) => workload.prompt_tokens + workload.output_tokens));
  return { contextSize: Math.ceil((longest + TEMPLATE_MARGIN) / CONTEXT_STEP) * CONTEXT_STEP };
}

async function openDirect(
  options: BackendOptions,
  settings: Parameters<typeof startLlamaEngine>[0],
  tokenizer: Backend['tokenizer'],
): Promise<Backend> {
  const engine = await startLlamaEngine(settings);
  const { endpoint = 'chat' } = options.plan;
  const client = createNativeClient(engine, { clock: systemClock, endpoint });
  return {
    identity: identityOf('cpu', engine.facts, client, { endpoint }),
    tokenizer,
    client,
    observer: createNativeObserver(engine, systemClock),
    clock: systemClock,
    warnings: [sharedProcess],
    drive: (work) => work(),
    close: async () => {
      await client.close();
      await engine.close();
    },
  };
}

const sharedProcess: Warning = {
  code: 'engine-in-process',
  message: 'with --direct the engine computes in the process that measures it, and both wait for each other',
  remedy: 'leave --direct away for latencies; use it to see what HTTP costs',
};
