import { RunPlan, WorkloadSpec } from '@sagellm/bench-protocol';
import { createRandom } from '@sagellm/bench-random';
import { describe, expect, it } from 'vitest';
import { checkLoad, loadOf } from './load-pattern.ts';

const workload = WorkloadSpec.parse({
  name: 'W',
  title: 'w',
  topic: 'w',
  prompt_tokens: 8,
  output_tokens: 8,
  requests: 5,
  concurrency: 2,
});
const planOf = (settings: Partial<RunPlan>) => RunPlan.parse(settings);
const loadFor = (settings: Partial<RunPlan>) => loadOf(workload, planOf(settings), createRandom(1));

describe('how much is sent', () => {
  it.each<[Partial<RunPlan>, { count?: number; durationMs?: number }]>([
    [{ rate: 5 }, { count: 5 }],
    // A ramp and steps are as long as they are.
    [{ ramp: '1..5/10s' }, { durationMs: 10_000 }],
    [{ steps: '1,2,3/10s' }, { durationMs: 30_000 }],
    [{ ramp: '1..5/10s', duration: 60 }, { durationMs: 60_000 }],
    [{ ramp: '1..5/10s', requests: 20 }, { count: 5 }],
    // An on/off load never ends by itself.
    [{ rate: 5, on_off: '1s/1s' }, { count: 5 }],
    [{ mode: 'synchronous' }, { count: 5 }],
  ])('%j', (settings, amount) => {
    const { count, durationMs } = loadFor(settings);
    expect({ count, durationMs }).toEqual({ count: undefined, durationMs: undefined, ...amount });
  });
});

describe('how many are in flight', () => {
  it.each<[Partial<RunPlan>, number]>([
    [{}, 2],
    [{ mode: 'synchronous' }, 1],
    [{ mode: 'batch' }, 5],
    // No more than there are requests, so that every place can be filled.
    [{ mode: 'maximum' }, 5],
    [{ mode: 'maximum', duration: 10 }, 256],
    [{ mode: 'maximum', duration: 10, concurrency: 64 }, 64],
  ])('%j', (settings, concurrency) => {
    expect(loadFor(settings).pattern.facts).toEqual({ kind: 'closed', concurrency });
  });
});

it.each<[Partial<RunPlan>, string]>([
  [{ rate: 5, concurrency: 2 }, '--rate 5 and --concurrency 2 exclude each other'],
  [{ rate: 5, ramp: '1..2/3s' }, '--rate 5 and --ramp 1..2/3s exclude each other'],
  [{ ramp: '1..2/3s', steps: '1,2/3s' }, '--ramp 1..2/3s and --steps 1,2/3s exclude each other'],
  [{ on_off: '1s/1s' }, '--on-off 1s/1s: needs the --rate'],
  [{ time_scale: 2 }, '--time-scale 2: belongs to --trace'],
  [{ trace: 'a.jsonl', rate: 2 }, '--rate 2 and --trace a.jsonl exclude each other'],
  [{ trace: 'a.jsonl', arrival: 'constant' }, '--arrival constant and --trace a.jsonl exclude each other'],
  [{ trace: 'a.jsonl', burstiness: 2 }, '--burstiness 2 and --trace a.jsonl exclude each other'],
  [{ trace: 'a.jsonl', mode: 'batch' }, '--mode batch sends all requests at once'],
  [{ mode: 'synchronous', concurrency: 2 }, '--mode synchronous and --concurrency 2 exclude each other'],
  [{ mode: 'maximum', rate: 2 }, '--mode maximum and --rate 2 exclude each other'],
  [{ mode: 'batch', ramp: '1..2/3s' }, '--mode batch sends all requests at once'],
  [{ mode: 'batch', duration: 2 }, '--mode batch takes --requests, not --duration'],
  [{ ramp: '1..2/3s', arrival: 'burst' }, '--arrival burst and --ramp 1..2/3s exclude each other'],
  [{ rate: 1, on_off: '1s/1s', arrival: 'burst' }, '--arrival burst and --on-off 1s/1s exclude each other'],
  [{ ramp: '1..0/3s' }, '--ramp: cannot end at 0/s'],
])('%j is a usage error before anything is started', (settings, message) => {
  expect(() => checkLoad(planOf(settings))).toThrow(message);
});
