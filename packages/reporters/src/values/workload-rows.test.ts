import { describe, expect, it } from 'vitest';
import { measuredReport } from '../../__fixtures__/reports.ts';
import { catalogCell, resolvePath } from './catalog-cell.ts';
import { catalogWorkloadCell, isReliableAnywhere, valuesNeeded } from './workload-rows.ts';

const [q1, q5] = measuredReport.workloads as [
  (typeof measuredReport.workloads)[0],
  (typeof measuredReport.workloads)[0],
];

describe('the row builder', () => {
  it('gives the raw number and its text', () => {
    expect(catalogWorkloadCell(q1, 'ttft_ms.p95')).toEqual({ raw: 12.34 * 1.3, text: '16.0' });
    expect(catalogWorkloadCell(q1, 'error_rate')).toEqual({ raw: 0, text: '0 %' });
    expect(catalogWorkloadCell(q1, 'ttft_ms.n')).toEqual({ raw: 200, text: '200' });
  });

  it('marks a median of few values and refuses to print a p95 of few values', () => {
    expect(catalogWorkloadCell(q5, 'ttft_ms.p50')).toEqual({ raw: 98.7 * 0.98, text: '~96.7' });
    expect(catalogWorkloadCell(q5, 'ttft_ms.p95')).toEqual({ raw: 98.7 * 1.3, text: 'n too small', tone: 'dim' });
  });

  it('has no number for what was not measured, and a dash for people', () => {
    expect(catalogWorkloadCell(q5, 'kv_used_tokens')).toEqual({ text: '–', tone: 'dim' });
    expect(catalogWorkloadCell(q5, 'ttfe_ms.mean')).toEqual({ text: '–', tone: 'dim' });
    expect(catalogCell({ ...q5, ttft_ms: { ...q5.ttft_ms!, std: undefined } }, 'ttft_ms.std').value).toBeUndefined();
  });

  it('knows whether any workload has enough values for a percentile', () => {
    expect(isReliableAnywhere([q1, q5], 'ttft_ms.p95')).toBe(true);
    expect(isReliableAnywhere([q5], 'ttft_ms.p95')).toBe(false);
    expect(isReliableAnywhere([q5], 'ttfe_ms.p95')).toBe(false);
    expect(isReliableAnywhere([], 'ttft_ms.p95')).toBe(false);
  });

  it.each([
    [0.5, 8],
    [0.9, 51],
    [0.95, 104],
    [0.99, 528],
    [0.999, 5296],
  ])('needs for the percentile %s at least %s values', (share, n) => {
    expect(valuesNeeded(share)).toBe(n);
  });

  it.each(['nonsense', 'ttft_ms', 'ttft_ms.p42', 'error_rate.mean', 'ttft_ms.p95.x'])(
    'throws on the path %s, which the catalog does not have',
    (path) => {
      expect(() => resolvePath(path)).toThrow(`no metric ${path} in the catalog`);
    },
  );
});
