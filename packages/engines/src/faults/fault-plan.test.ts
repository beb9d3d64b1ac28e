import { createRandom } from '@sagellm/bench-random';
import { describe, expect, it } from 'vitest';
import { FaultPlan, type FaultPlanInput, faultOf } from './fault-plan.ts';

const kindsOf = (plan: FaultPlanInput, count: number, seed = 1) => {
  const random = createRandom(seed);
  return Array.from({ length: count }, (_, index) => faultOf(FaultPlan.parse(plan), index, random)?.kind);
};
const hit = (plan: FaultPlanInput, count: number, seed?: number) =>
  kindsOf(plan, count, seed).flatMap((kind, index) => (kind ? [index] : []));

describe('faultOf', () => {
  it('every 3 takes the third, the sixth, …', () => {
    expect(hit([{ every: 3, fault: { kind: 'empty' } }], 10)).toEqual([2, 5, 8]);
    expect(hit([{ every: 1, fault: { kind: 'empty' } }], 3)).toEqual([0, 1, 2]);
  });

  it('indexes takes exactly these', () => {
    expect(hit([{ indexes: [4, 0], fault: { kind: 'empty' } }], 6)).toEqual([0, 4]);
    expect(hit([{ indexes: [], fault: { kind: 'empty' } }], 6)).toEqual([]);
  });

  it('share takes about this share, the same ones for one seed', () => {
    const plan: FaultPlanInput = [{ share: 0.3, fault: { kind: 'empty' } }];
    const taken = hit(plan, 2000, 5);
    expect(taken.length).toBeGreaterThan(530);
    expect(taken.length).toBeLessThan(670);
    expect(hit(plan, 2000, 5)).toEqual(taken);
    expect(hit(plan, 2000, 6)).not.toEqual(taken);
    expect(hit([{ share: 0, fault: { kind: 'empty' } }], 50)).toEqual([]);
    expect(hit([{ share: 1, fault: { kind: 'empty' } }], 50)).toHaveLength(50);
  });

  it('lets the first rule decide that takes the request', () => {
    const plan: FaultPlanInput = [
      { every: 2, fault: { kind: 'late' } },
      { every: 1, fault: { kind: 'malformed' } },
    ];
    expect(kindsOf(plan, 4)).toEqual(['malformed', 'late', 'malformed', 'late']);
  });

  it('draws two shares independently', () => {
    const plan: FaultPlanInput = [
      { share: 0.5, fault: { kind: 'late' } },
      { share: 0.5, fault: { kind: 'malformed' } },
    ];
    const kinds = kindsOf(plan, 1000);
    const malformed = kinds.filter((kind) => kind === 'malformed').length;
    expect(malformed).toBeGreaterThan(190);
    expect(malformed).toBeLessThan(310);
  });
});

describe('FaultPlan', () => {
  it.each([
    [{ fault: { kind: 'empty' } }],
    [{ every: 0, fault: { kind: 'empty' } }],
    [{ share: 1.1, fault: { kind: 'empty' } }],
    [{ every: 1, share: 0.5, fault: { kind: 'empty' } }],
    [{ every: 1, fault: { kind: 'unheard-of' } }],
    [{ every: 1, fault: { kind: 'http-error', status: 200 } }],
    [{ every: 1, fault: { kind: 'merged', tokens: 1 } }],
  ])('refuses %j', (rule) => {
    expect(FaultPlan.safeParse([rule]).success).toBe(false);
  });
});
