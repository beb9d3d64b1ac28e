import { RunPlan, Sweep } from '@sagellm/bench-protocol';
import { describe, expect, it } from 'vitest';
import { measuredReport, simulatedReport } from '../../__fixtures__/reports.ts';
import { renderSweep } from './render-sweep.ts';

const { manifest, gates, workloads, verdict } = measuredReport;
const point = (value: number, folder: string): Sweep['points'][number] => ({
  value,
  folder,
  run_id: manifest.run_id,
  seed: 42,
  complete: true,
  exit_code: 0,
  verdict: verdict ?? { state: 'VALID', reasons: [], checks: [] },
  gates,
  workloads: workloads.slice(0, 1),
});
const sweep: Sweep = Sweep.parse({
  schema: 'sagellm-bench/sweep',
  schema_version: 1,
  tool: manifest.tool,
  started_at: manifest.started_at,
  ended_at: manifest.started_at,
  status: 'complete',
  axis: 'concurrency',
  values: [1, 4],
  plan: RunPlan.parse({}),
  engine: manifest.engine,
  points: [point(1, 'concurrency-1'), point(4, 'concurrency-4')],
  notes: ['a note'],
});
const plain = { color: false };
const lines = (text: string) => text.split('\n');

describe('a sweep', () => {
  it('is a row for each point, in text and page', () => {
    for (const format of ['table', 'markdown'] as const) {
      const rows = lines(renderSweep(sweep, format, plain)).filter((line) => /^[|│] +[14] [|│]/.test(line));
      expect(rows).toHaveLength(2);
    }
  });

  it('names workloads only where there are several', () => {
    expect(renderSweep(sweep, 'markdown', plain)).not.toMatch(/\| workload/);
    const several = { ...sweep, points: [{ ...point(1, 'concurrency-1'), workloads }] };
    expect(renderSweep(several, 'markdown', plain)).toMatch(/\| workload/);
  });

  it('has every number for machines, empty where nothing was measured', () => {
    const [head, ...rows] = lines(renderSweep(sweep, 'csv', plain)).map((line) => line.replace('\r', '').split(','));
    const field = (row: number, key: string) => rows[row]![head!.indexOf(key)];
    expect(rows.slice(0, 2).map((row) => row.length)).toEqual([head!.length, head!.length]);
    expect([field(0, 'value'), field(1, 'value'), field(1, 'folder')]).toEqual(['1', '4', 'concurrency-4']);
    expect(Number(field(0, 'ttft_ms.p95'))).toBe(workloads[0]!.ttft_ms!.p95);
    expect(field(0, 'sent_rate_rps')).toBe('');
  });

  it('counts latencies of an open loop from the due time, and says so', () => {
    const text = renderSweep({ ...sweep, axis: 'rate', values: [1.5, 4] }, 'markdown', plain);
    expect(text).toMatch(/asked req\/s.*sent req\/s.*TTFT \(due\) p50/);
    expect(text).toMatch(/from the moment a request was due/);
    expect(text).not.toMatch(/in flight/);
  });

  it('says what is simulated, what is missing, and which point is in doubt', () => {
    const reason = { code: 'late-sends', state: 'INVALID' as const, message: 'sends were late', remedy: 'go slower' };
    const doubtful = { state: 'INVALID' as const, reasons: [reason, reason], checks: [] };
    const text = renderSweep(
      {
        ...sweep,
        engine: simulatedReport.manifest.engine,
        status: 'partial',
        partial_reason: 'interrupted at 4 in flight',
        points: [{ ...point(1, 'concurrency-1'), verdict: doubtful, complete: false, partial_reason: 'cut' }],
      },
      'table',
      plain,
    );
    expect(text).toMatch(/^SIMULATED/);
    expect(text).toMatch(/PARTIAL: 1 of 2 points: interrupted at 4 in flight/);
    expect(text).toMatch(/×1: INVALID: sends were late \(and 1 more in concurrency-1\/REPORT.md\)\n.*→ go slower/);
    expect(text).toMatch(/×1: partial: cut/);
    expect(text).toMatch(/INVALID, partial/);
  });

  it('that measured nothing has no table', () => {
    const { engine: _, ...rest } = sweep;
    const text = renderSweep({ ...rest, status: 'partial', points: [] }, 'table', plain);
    expect(text).toMatch(/PARTIAL: 0 of 2 points/);
    expect(text).not.toMatch(/│/);
  });

  it('in a narrow terminal says where the rest is', () => {
    const text = renderSweep(sweep, 'table', { color: false, width: 60 });
    expect(text).toMatch(/no room here for/);
    expect(text.replace(/\s+/g, ' ')).toMatch(/SWEEP\.md and sweep\.csv have all/);
    for (const line of lines(text)) expect(line.length).toBeLessThanOrEqual(60);
  });
});
