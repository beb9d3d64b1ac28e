import { describe, expect, it } from 'vitest';
import { measuredReport } from '../../../__fixtures__/reports.ts';
import type { Block } from '../blocks.ts';
import { unmeasured } from './unmeasured.ts';

const lines = (blocks: Block[]) =>
  blocks.flatMap((block) => (block.kind === 'list' ? block.items.map(({ label, text }) => `${label}: ${text}`) : []));

/** The same workloads without a series. */
const certain = measuredReport.workloads.map(({ e2el_ms: _, itl_ms: __, ...rest }) => rest);

describe('what was not measured', () => {
  it('is listed by reason, naming workloads only where it is not all of them', () => {
    const told = [
      { key: 'evict_count', reason: 'the engine did not tell', workloads: ['Q1', 'Q5'] },
      { key: 'evict_ms', reason: 'the engine did not tell', workloads: ['Q1', 'Q5'] },
      { key: 'peak_mem_mb', reason: 'the engine did not tell', workloads: ['Q5'] },
      { key: 'tpot_ms', reason: '2 of 10 answers have no token count', workloads: ['Q1'] },
      { key: 'tpot_ms', reason: '3 of 10 answers have no token count', workloads: ['Q5'] },
      { key: 'a_new_key', reason: 'nobody knows', workloads: [] },
    ];
    expect(lines(unmeasured({ ...measuredReport, workloads: certain, unmeasured: told }))).toEqual([
      'evictions, eviction time: the engine did not tell',
      'peak memory: the engine did not tell (Q5)',
      'TPOT: 2 to 3 of 10 answers have no token count',
      'a_new_key: nobody knows',
    ]);
  });

  it('has one line for the percentiles of requests and one for those of ITL', () => {
    const told = ['p50', 'p90', 'p95', 'p99', 'p999', 'itl_ms.p99', 'itl_ms.p999'].map((key) => ({
      key,
      reason: 'n = 6 to 200 is too small for it',
      workloads: ['Q5'],
    }));
    expect(lines(unmeasured({ ...measuredReport, unmeasured: told }))).toEqual([
      'percentiles: p50 needs 8 values, p90 51, p95 104, p99 528, p99.9 5,296; there were 6 to 200 requests per workload',
      'percentiles of ITL: p99 needs 528 values, p99.9 5,296; there were 378 gaps in Q5',
    ]);
    const one = { ...measuredReport, workloads: measuredReport.workloads.slice(0, 1), unmeasured: told };
    expect(lines(unmeasured(one))).toContain('percentiles: p99 needs 528 values, p99.9 5,296; there were 200 requests');
  });

  it('never loses a percentile that the series do not explain', () => {
    const told = [{ key: 'itl_ms.p999', reason: 'lost', workloads: ['Q1', 'Q5'] }];
    expect(lines(unmeasured({ ...measuredReport, workloads: certain, unmeasured: told }))).toEqual(['ITL p99.9: lost']);
  });

  it('is no section where everything was', () => {
    expect(unmeasured({ ...measuredReport, workloads: certain, unmeasured: [] })).toEqual([]);
  });
});
