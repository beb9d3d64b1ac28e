import { describe, expect, it } from 'vitest';
import { measuredReport } from '../../../__fixtures__/reports.ts';
import type { Block } from '../blocks.ts';
import { unmeasured, warnings } from './doubts.ts';

const lines = (blocks: Block[]) =>
  blocks.flatMap((block) => (block.kind === 'list' ? block.items.map(({ label, text }) => `${label}: ${text}`) : []));

describe('what was not measured', () => {
  it('is listed by reason, naming workloads only where it is not all of them', () => {
    const told = [
      { key: 'evict_count', reason: 'the engine did not tell', workloads: ['Q1', 'Q5'] },
      { key: 'evict_ms', reason: 'the engine did not tell', workloads: ['Q1', 'Q5'] },
      { key: 'peak_mem_mb', reason: 'the engine did not tell', workloads: ['Q5'] },
      { key: 'p95', reason: 'n is too small', workloads: [] },
      { key: 'itl_ms.p999', reason: 'n is too small', workloads: ['Q5'] },
    ];
    expect(lines(unmeasured({ ...measuredReport, unmeasured: told }))).toEqual([
      'evictions, eviction time: the engine did not tell',
      'peak memory: the engine did not tell (Q5)',
      'p95: n is too small',
      'ITL p99.9: n is too small (Q5)',
    ]);
  });

  it('is no section where everything was', () => {
    expect(unmeasured({ ...measuredReport, unmeasured: [] })).toEqual([]);
  });
});

describe('warnings', () => {
  it('name the workload, or the run', () => {
    const told = [
      { code: 'a', message: 'first', workload: 'Q1' },
      { code: 'b', message: 'second' },
    ];
    expect(lines(warnings({ ...measuredReport, warnings: told }))).toEqual(['Q1: first', 'run: second']);
  });
});
