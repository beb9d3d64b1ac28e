import { RunPlan, WorkloadSpec } from '@sagellm/bench-protocol';
import { createRandom } from '@sagellm/bench-random';
import { openPattern } from '@sagellm/bench-runner';
import { expect, test } from 'vitest';
import { evenedRate } from './evened-rate.ts';

const workload = WorkloadSpec.parse({
  name: 'W',
  title: 't',
  topic: 't',
  prompt_tokens: 8,
  output_tokens: 8,
  requests: 1,
  concurrency: 1,
  warmup: 0,
  stream: true,
});

test.each(['poisson', 'gamma'] as const)(
  '%s arrivals of every seed come at exactly the rate on the whole',
  (arrival) => {
    for (const seed of [1, 2, 3, 42, 99]) {
      const plan = RunPlan.parse({ arrival, seed, ...(arrival === 'gamma' ? { burstiness: 0.5 } : {}) });
      const asked = evenedRate({ plan, workload, rate: 8, requests: 104 });
      // As a run makes them: arrivals of its seed and workload.
      const random = createRandom(seed).fork('arrivals/W');
      const { due } = openPattern({ arrival, rate: asked, burstiness: plan.burstiness, random });
      expect(103 / (due(103) / 1000)).toBeCloseTo(8, 4);
      expect(asked).not.toBe(8);
    }
  },
);

test('what leaves nothing to chance is asked for as it is', () => {
  const constant = RunPlan.parse({ arrival: 'constant' });
  expect(evenedRate({ plan: constant, workload, rate: 8, requests: 104 })).toBe(8);
  const burst = RunPlan.parse({ arrival: 'burst', burstiness: 4 });
  expect(evenedRate({ plan: burst, workload, rate: 8, requests: 104 })).toBe(8);
});
