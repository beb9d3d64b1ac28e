import { describe, expect, it } from 'vitest';
import type { ContractCheck } from '../evaluation/contract-result.ts';
import { intervalText, limitText, measuredText } from './number-text.ts';

const check = (changes: Partial<ContractCheck>): ContractCheck => ({
  metric: 'ttft_ms',
  statistic: 'mean',
  comparator: '<=',
  limit: 100,
  severity: 'required',
  status: 'kept',
  explanation: '',
  ...changes,
});

describe('numbers of a check', () => {
  it.each([
    [12.3456, 100, '12.3 ms'],
    [0, 100, '0 ms'],
    [100, 100, '100 ms'],
    [100.0004, 100, '100.0004 ms'],
    [99.99996, 100, '99.99996 ms'],
    [1234.5, 100, '1,235 ms'],
    [1234.5, 1235, '1,234.5 ms'],
    [0.00012345, 100, '0.000123 ms'],
    [undefined, 100, '–'],
  ])('%j against %j reads %j', (measured, limit, text) => {
    expect(measuredText(check({ limit, ...(measured === undefined ? {} : { measured }) }))).toBe(text);
  });

  it('shares read as percent, and stay on their side of the limit', () => {
    const share = (measured: number, limit: number) =>
      check({ metric: 'error_rate', statistic: 'value', measured, limit });
    expect(measuredText(share(0.07, 0.05))).toBe('7 %');
    expect(measuredText(share(0.0500001, 0.05))).toBe('5.00001 %');
    expect(measuredText(share(1 / 3, 0.05))).toBe('33.3 %');
    expect(limitText(share(0, 0.07))).toBe('≤ 7 %');
  });

  it('limits stand as they were promised', () => {
    expect(limitText(check({ limit: 32768, metric: 'peak_mem_mb' }))).toBe('≤ 32,768 MB');
    expect(limitText(check({ limit: 12.345678, comparator: '>=' }))).toBe('≥ 12.345678 ms');
  });

  it('intervals have their unit once, shares twice', () => {
    expect(intervalText(check({ interval: [98.123, 101.56] }))).toBe('98.1 to 102 ms');
    expect(intervalText(check({ interval: [99.9996, 100.0004] }))).toBe('99.9996 to 100.0004 ms');
    expect(intervalText(check({ metric: 'error_rate', limit: 0.5, interval: [0.1, 0.2] }))).toBe('10 % to 20 %');
    expect(intervalText(check({}))).toBeUndefined();
  });
});
