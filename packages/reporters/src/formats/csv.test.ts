import { metricCatalog } from '@sagellm/bench-protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { measuredReport, simulatedReport } from '../../__fixtures__/reports.ts';
import { csvReporter } from './csv.ts';

const render = (report: typeof measuredReport) => parseCsv(csvReporter.render(report, { color: false }));

describe('csv', () => {
  it('has one row per workload under the keys of the catalog', () => {
    const [head, ...rows] = render(measuredReport);
    expect(rows.map((row) => row[0])).toEqual(['Q1', 'Q5']);
    for (const { key, shape } of metricCatalog) {
      expect(head).toContain(shape === 'number' ? key : `${key}.p95`);
    }
  });

  it('carries numbers undamaged and leaves a field empty where nothing was measured', () => {
    const [head, q1, q5] = render(measuredReport) as [string[], string[], string[]];
    const field = (row: string[], key: string) => row[head.indexOf(key)];
    expect(Number(field(q1, 'ttft_ms.p95'))).toBe(measuredReport.workloads[0]!.ttft_ms!.p95);
    expect(field(q1, 'evict_count')).toBe('0');
    expect(field(q5, 'evict_count')).toBe('');
    expect(field(q5, 'ttft_ms.n')).toBe('6');
    expect(field(q5, 'ttfe_ms.mean')).toBe('');
    expect(field(q5, 'simulated')).toBe('false');
  });

  it('says in the row that numbers are simulated or of a partial run', () => {
    const [head, row] = render(simulatedReport) as [string[], string[]];
    expect([row[head.indexOf('simulated')], row[head.indexOf('complete')]]).toEqual(['true', 'false']);
    expect(row[head.indexOf('model')]).toBe('');
  });

  it('reads back whatever the names are', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (model, name) => {
        const engine = { ...measuredReport.manifest.engine, model, name };
        const [head, ...rows] = render({ ...measuredReport, manifest: { ...measuredReport.manifest, engine } });
        expect(rows.length).toBe(2);
        for (const row of rows) {
          expect(row.length).toBe(head!.length);
          expect([row[head!.indexOf('model')], row[head!.indexOf('engine')]]).toEqual([model, name]);
        }
      }),
    );
  });

  it('has a heading and no row for a run without workloads', () => {
    expect(render({ ...measuredReport, workloads: [] }).length).toBe(1);
  });
});

/** RFC 4180, read strictly. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/y;
  while (field.lastIndex < text.length) {
    const found = field.exec(text);
    if (!found) throw new Error('not CSV');
    row.push(found[1] === undefined ? found[2]! : found[1].replaceAll('""', '"'));
    if (found[3] === '\r\n') {
      rows.push(row);
      row = [];
    }
  }
  return rows;
}
