import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RunPlan } from '@sagellm/bench-protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadPlan } from './load-plan.ts';
import { planKeys } from './plan-keys.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plan-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function planFile(text: string): Promise<string> {
  const path = join(folder, `plan-${Math.abs(hash(text))}.yaml`);
  await writeFile(path, text);
  return path;
}
const hash = (text: string) => [...text].reduce((sum, char) => (sum * 31 + char.charCodeAt(0)) | 0, 7);

describe('loadPlan', () => {
  it('takes flags over environment over file over defaults, and says which', async () => {
    const { plan, sources } = await loadPlan({
      flags: { rate: '20' },
      env: { SAGELLM_BENCH_RATE: '10', SAGELLM_BENCH_SEED: '7' },
      planFile: await planFile('rate: 5\nseed: 1\nworkload: Q5\n'),
    });
    expect(plan).toMatchObject({ rate: 20, seed: 7, workload: 'Q5', backend: 'cpu' });
    expect(sources).toMatchObject({ rate: 'flag', seed: 'env', workload: 'file', backend: 'default' });
  });

  it('is the schema’s defaults when nobody says anything', async () => {
    expect((await loadPlan({ flags: {}, env: {} })).plan).toEqual(RunPlan.parse({}));
  });

  it('takes a URL without a backend as a server to be recognised', async () => {
    const url = 'http://127.0.0.1:8000/v1';
    expect((await loadPlan({ flags: { url }, env: {} })).plan.backend).toBe('auto');
    expect((await loadPlan({ flags: { url, backend: 'vllm' }, env: {} })).plan.backend).toBe('vllm');
  });

  it('reads an empty file as no wish', async () => {
    expect((await loadPlan({ flags: {}, env: {}, planFile: await planFile('') })).plan).toEqual(RunPlan.parse({}));
  });

  it('accepts keys with dashes in a file, lists as lists or with commas', async () => {
    const file = await planFile('max-errors: 3\nslo: [ttft_ms<5, tpot_ms<6]\n');
    expect((await loadPlan({ flags: {}, env: {}, planFile: file })).plan).toMatchObject({
      max_errors: 3,
      slo: ['ttft_ms<5', 'tpot_ms<6'],
    });
    expect((await loadPlan({ flags: { slo: 'ttft_ms<5, tpot_ms<6' }, env: {} })).plan.slo).toEqual([
      'ttft_ms<5',
      'tpot_ms<6',
    ]);
  });

  it.each([
    [{ rate: '-5' }, '--rate -5: must be above 0'],
    [{ rate: 'fast' }, '--rate fast: not a number'],
    [{ rate: '' }, '--rate : not a number'],
    [{ requests: '2.5' }, '--requests 2.5: must be a whole number'],
    [{ concurrency: '0' }, '--concurrency 0: must be above 0'],
    [{ seed: '-1' }, '--seed -1: must be at least 0'],
    [{ max_error_rate: '1.5' }, '--max-error-rate 1.5: must be at most 1'],
    [{ arrival: 'poison' }, '--arrival poison: must be one of constant, poisson, gamma, burst'],
    [{ url: 'localhost:8000' }, '--url localhost:8000: must be an http or https URL, e.g. http://127.0.0.1:8000/v1'],
    [{ seed: ['1', '2'] }, '--seed was given 2 times'],
  ])('%j is refused with "%s"', async (flags, message) => {
    await expect(loadPlan({ flags, env: {} })).rejects.toMatchObject({ name: 'BenchmarkError', exitCode: 2, message });
  });

  it('names the environment variable that is wrong', async () => {
    await expect(loadPlan({ flags: {}, env: { SAGELLM_BENCH_STREAM: 'perhaps' } })).rejects.toThrow(
      'SAGELLM_BENCH_STREAM perhaps: must be true or false',
    );
  });

  it.each([
    ['rate: -5\n', /:1:1: rate -5: must be above 0$/],
    ['workload: Q1\nwokload: Q2\n', /:2:1: unknown setting "wokload"$/],
    ['- Q1\n', /:1:1: a plan is a map of settings/],
    ['rate: [1\nseed: 2\n', /:\d+:\d+: /],
    ['rate: 1\nrate: 2\n', /:2:1: .*unique/],
  ])('a file with %j names line and column', async (text, message) => {
    await expect(loadPlan({ flags: {}, env: {}, planFile: await planFile(text) })).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(message),
    });
  });

  it('names a file that is missing', async () => {
    await expect(loadPlan({ flags: {}, env: {}, planFile: '/nowhere/plan.yaml' })).rejects.toThrow(
      '--plan /nowhere/plan.yaml: there is no such file',
    );
  });

  it('gives every setting a flag, a variable and a description', () => {
    expect(planKeys.map(({ key }) => key)).toEqual(Object.keys(RunPlan.shape));
    for (const key of planKeys) {
      expect(key.flag).toMatch(/^--[a-z-]+$/);
      expect(key.description, key.key).not.toBe('');
    }
  });
});
