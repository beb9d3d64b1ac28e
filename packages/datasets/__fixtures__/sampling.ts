/** What tests of datasets have in common: a workload, a way to take requests, files that vanish. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BenchmarkRequest, Dataset, SampleSpec, Tokenizer, WorkloadSpec } from '@sagellm/bench-protocol';
import { afterAll } from 'vitest';
import { openDataset, type OpenDatasetOptions, parseTokenLengths, wordTokenizer } from '../src/index.ts';

export const words = wordTokenizer([]);

export const workload: WorkloadSpec = {
  name: 'W',
  title: 'of a test',
  topic: 'a topic',
  prompt_tokens: 20,
  output_tokens: 30,
  requests: 5,
  concurrency: 2,
  warmup: 0,
  stream: true,
  sampling: {},
  turns: ['user'],
  distinct: true,
};

export const lengths = (text: string) => parseTokenLengths(text, '--test');

export const opened = (name: string, options: Partial<OpenDatasetOptions> = {}) =>
  openDataset(name, { tokenizer: words, seed: 42, ...options });

type Wanted = Partial<Omit<SampleSpec, 'workload'>> & { workload?: Partial<WorkloadSpec> };

export function take(dataset: Dataset, count: number, wanted: Wanted = {}): BenchmarkRequest[] {
  const requests = dataset.sample({
    tokenizer: words,
    seed: 42,
    phase: 'measured',
    exactOutput: true,
    ...wanted,
    workload: { ...workload, ...wanted.workload },
  });
  const taken: BenchmarkRequest[] = [];
  if (count === 0) return taken;
  for (const request of requests) if (taken.push(request) === count) break;
  return taken;
}

export function textsOf({ input }: BenchmarkRequest): string[] {
  if (input.kind === 'text') return [input.text];
  if (input.kind === 'texts') return input.texts;
  if (input.kind === 'messages') return input.messages.map(({ content }) => content);
  throw new Error('token ids have no text');
}

export const ownTokens = (request: BenchmarkRequest, tokenizer: Tokenizer = words): number =>
  textsOf(request).reduce((sum, text) => sum + tokenizer.encode(text).length, 0);

/** Writes files into a folder that is gone after the tests. */
export async function temporaryFiles(): Promise<(name: string, content: string | Buffer) => Promise<string>> {
  const folder = await mkdtemp(join(tmpdir(), 'datasets-'));
  afterAll(() => rm(folder, { recursive: true }));
  return async (name, content) => {
    const path = join(folder, name);
    await writeFile(path, content);
    return path;
  };
}
