import { RunPlan } from '@sagellm/bench-protocol';
import { expect, it } from 'vitest';
import { isPointFolder, parseSweepAxis, planOfPoint, pointFolder } from './sweep-points.ts';

it.each([
  [{ concurrency: '1,2,4,8' }, { axis: 'concurrency', values: [1, 2, 4, 8] }],
  [{ concurrency: ' 8, 1 ' }, { axis: 'concurrency', values: [8, 1] }],
  [{ rates: '0.5,2,.25' }, { axis: 'rate', values: [0.5, 2, 0.25] }],
])('%j are points in the order given', (given, axis) => {
  expect(parseSweepAxis(given)).toEqual(axis);
});

it.each([
  [{}, 'a sweep needs its points'],
  [{ concurrency: '1', rates: '2' }, '--concurrency 1 and --rates 2 exclude each other'],
  [{ concurrency: '1,x' }, '--concurrency 1,x: "x" is not a whole number above 0'],
  [{ concurrency: '1,0' }, '--concurrency 1,0: "0" is not a whole number above 0'],
  [{ concurrency: '1.5' }, '--concurrency 1.5: "1.5" is not a whole number above 0'],
  [{ concurrency: '1,,2' }, '--concurrency 1,,2: "" is not a whole number above 0'],
  [{ rates: '1,-2' }, '--rates 1,-2: "-2" is not a number above 0'],
  [{ rates: '.' }, '--rates .: "." is not a number above 0'],
  [{ rates: '1,1.0' }, '--rates 1,1.0: 1 is there twice'],
  [{ rates: '1e3' }, '--rates 1e3: "1e3" is not a number above 0'],
  [{ rates: Array.from({ length: 101 }, (_, i) => i + 1).join(',') }, '--rates: 101 points, at most 100 are possible'],
])('%j is refused with "%s"', (given, message) => {
  expect(() => parseSweepAxis(given)).toThrow(expect.objectContaining({ message, exitCode: 2 }));
});

it('each point has its load, prompts of its own and a folder of its own', () => {
  const plan = RunPlan.parse({ seed: 7, workload: 'Q5' });
  expect(planOfPoint(plan, 'rate', 2.5, 2, 'out/rate-2.5')).toEqual({
    ...plan,
    rate: 2.5,
    seed: 9,
    output: 'out/rate-2.5',
  });
  const names = [pointFolder('concurrency', 16), pointFolder('rate', 0.5), pointFolder('rate', 1e-7)];
  expect(names).toEqual(['concurrency-16', 'rate-0.5', 'rate-1e-7']);
  expect(names.map(isPointFolder)).toEqual([true, true, true]);
  expect(['rate-', 'rates-1', 'concurrency-of-mine', 'runs'].map(isPointFolder)).toEqual([false, false, false, false]);
});
