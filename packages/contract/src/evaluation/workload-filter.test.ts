import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { noMatch, selectWorkloads } from './workload-filter.ts';

const ran = ['Q1', 'Q5', 'short_input', 'year1.long'];

describe('filters of workloads', () => {
  it.each([
    [undefined, ran, []],
    [['Q1'], ['Q1'], []],
    [['q5', 'Q1'], ['Q1', 'Q5'], []],
    [['Q?'], ['Q1', 'Q5'], []],
    [['Q'], [], ['Q']],
    [['*'], ran, []],
    [['**'], ran, []],
    [['short*'], ['short_input'], []],
    [['*n*t'], ['short_input'], []],
    [['year1?long'], ['year1.long'], []],
    [['yearXlong', 'Q1'], ['Q1'], ['yearXlong']],
    [['year1-long'], [], ['year1-long']],
    [['Q1?'], [], ['Q1?']],
    [['Q1*'], ['Q1'], []],
  ])('%j selects %j and leaves %j', (patterns, workloads, unmatched) => {
    expect(selectWorkloads(patterns, ran)).toEqual({ workloads, unmatched });
  });

  it('agree with what the same pattern means as a regular expression', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 8 });
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(text, pattern, (name, wanted) => {
        const expected = new RegExp(`^${wanted.replaceAll('*', '.*').replaceAll('?', '.')}$`).test(name);
        return selectWorkloads([wanted], [name]).workloads.length === (expected ? 1 : 0);
      }),
    );
  });

  it('a pattern of many stars takes no time', () => {
    const pattern = `${'a*'.repeat(40)}b`;
    expect(selectWorkloads([pattern], ['a'.repeat(5000)]).unmatched).toEqual([pattern]);
  });

  it('say what ran where nothing matches', () => {
    expect(noMatch('Q9', [])).toBe('no workload of this run matches "Q9"');
    expect(noMatch('long', ['Q1', 'Q5'])).toBe('no workload of this run matches "long"; it ran Q1, Q5');
  });
});
