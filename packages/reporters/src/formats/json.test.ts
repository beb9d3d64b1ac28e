import { BenchmarkReport } from '@sagellm/bench-protocol';
import { describe, expect, it } from 'vitest';
import { measuredReport, simulatedReport } from '../../__fixtures__/reports.ts';
import { jsonReporter } from './json.ts';

describe('json', () => {
  it.each([
    ['measured', measuredReport],
    ['simulated', simulatedReport],
  ])('is the whole %s report, and its schema accepts it', (_, report) => {
    const text = jsonReporter.render(report, { color: true, width: 20 });
    expect(BenchmarkReport.parse(JSON.parse(text))).toEqual(report);
    expect(text).toBe(`${JSON.stringify(report, null, 2)}\n`);
  });

  it('throws on a number that JSON cannot hold instead of writing null', () => {
    const workloads = [{ ...measuredReport.workloads[0]!, error_rate: Number.NaN }];
    expect(() => jsonReporter.render({ ...measuredReport, workloads }, { color: false })).toThrow(
      'workloads.0.error_rate is NaN',
    );
  });
});
