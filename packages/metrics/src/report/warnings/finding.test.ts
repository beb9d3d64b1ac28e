import { describe, expect, test } from 'vitest';
import { type Finding, warningsOf } from './finding.ts';

const finding = (workload: string, rest: Partial<Finding> = {}): Finding => ({
  code: 'coalesced',
  workload,
  says: 'Tokens shared a read',
  figure: '5 %',
  remedy: 'more CPU',
  ...rest,
});

describe('findings become warnings', () => {
  test('none of none', () => {
    expect(warningsOf([])).toEqual([]);
  });

  test('one workload is named by the field', () => {
    expect(warningsOf([finding('Q1', { example: 'Q1-3' })])).toEqual([
      {
        code: 'coalesced',
        message: 'Tokens shared a read: 5 %. First: Q1-3',
        remedy: 'more CPU',
        workload: 'Q1',
      },
    ]);
  });

  test('several that say the same are one warning with a figure each and the first example', () => {
    const two = [finding('Q1', { example: 'Q1-3' }), finding('Q2', { figure: '7 %', example: 'Q2-0' })];
    expect(warningsOf(two)).toEqual([
      { code: 'coalesced', message: 'Tokens shared a read: Q1 5 %, Q2 7 %. First: Q1-3', remedy: 'more CPU' },
    ]);
  });

  test('what has nothing to count names its workloads', () => {
    const two = ['a', 'b'].map((workload): Finding => ({ code: 'stray', workload, says: 'Not in the manifest' }));
    expect(warningsOf(two)).toEqual([{ code: 'stray', message: 'Not in the manifest: a, b.' }]);
    expect(warningsOf(two.slice(1))).toEqual([{ code: 'stray', message: 'Not in the manifest.', workload: 'b' }]);
  });

  test('figures that hold a comma are kept apart', () => {
    const two = [finding('Q1', { figure: '1 failed, 3 in' }), finding('Q2', { figure: '2 failed, 9 in' })];
    expect(warningsOf(two)[0]?.message).toBe('Tokens shared a read: Q1 1 failed, 3 in; Q2 2 failed, 9 in.');
  });

  test('another sentence, code or remedy is another warning, in the order found', () => {
    const found = [finding('Q1'), finding('Q1', { says: 'Other' }), finding('Q2'), finding('Q2', { remedy: 'wait' })];
    expect(warningsOf(found).map(({ message, remedy }) => [message, remedy])).toEqual([
      ['Tokens shared a read: Q1 5 %, Q2 5 %.', 'more CPU'],
      ['Other: 5 %.', 'more CPU'],
      ['Tokens shared a read: 5 %.', 'wait'],
    ]);
  });
});
