import { didYouMean, usageError } from '@sagellm/bench-protocol';
import type { Backend, BackendOptions, OpenBackend } from './backend.ts';

type Entry = { summary: string; takesVariant?: true; open: () => Promise<OpenBackend> };

/** Every name that `--backend` takes. A new one is one file and one line here. */
const backends: Record<string, Entry> = {
  cpu: {
    summary: 'llama.cpp on this CPU, started for the run (a tiny random model unless --model names a GGUF file)',
    open: async () => (await import('./cpu.ts')).openCpu,
  },
  mock: {
    summary: 'a simulated engine in process and in virtual time: instant and exactly predictable',
    open: async () => (await import('./mock.ts')).openMock,
  },
  simulated: {
    summary: 'a simulated engine over HTTP in real time; simulated:PROFILE chooses its latencies',
    takesVariant: true,
    open: async () => (await import('./simulated.ts')).openSimulated,
  },
  auto: server('a running server, by --url; recognised by what it answers'),
  openai: server('any OpenAI-compatible server, by --url'),
  vllm: server('a vLLM server, by --url'),
  sagellm: server('sageLLM, by --url of its gateway; its engine port is used where it answers'),
  lmdeploy: server('an LMDeploy api_server, by --url'),
  sglang: server('an SGLang server, by --url'),
  'llama-server': server("llama.cpp's own server, by --url"),
  ollama: server('Ollama, by --url'),
  tgi: server('Text Generation Inference, by --url'),
};

/** Servers that somebody else runs differ in their profile alone. */
function server(summary: string): Entry {
  return { summary, open: async () => (await import('./server.ts')).openServer };
}

export const backendNames: readonly string[] = Object.keys(backends);
export const backendSummaries: readonly (readonly [name: string, summary: string])[] = Object.entries(backends).map(
  ([name, { summary }]) => [name, summary],
);

/** Checks the name before anything is started; returns how to start it. */
export function findBackend(text: string): (options: Omit<BackendOptions, 'variant'>) => Promise<Backend> {
  const [name, variant] = splitOnce(text, ':');
  const entry = backends[name.toLowerCase()];
  if (!entry) {
    const meant = didYouMean(name, backendNames);
    throw usageError(
      `--backend ${text}: there is no such backend (${backendNames.join(', ')})`,
      meant ? `did you mean ${meant}?` : 'any OpenAI-compatible server works with --backend openai --url URL',
    );
  }
  if (variant !== undefined && !entry.takesVariant)
    throw usageError(`--backend ${text}: only simulated takes a profile after a colon`);
  return async (options) => (await entry.open())({ ...options, variant });
}

function splitOnce(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator);
  return at === -1 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}
