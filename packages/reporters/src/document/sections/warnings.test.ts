import { describe, expect, it } from 'vitest';
import { measuredReport } from '../../../__fixtures__/reports.ts';
import type { Block } from '../blocks.ts';
import { failureItems, warnings } from './warnings.ts';

const lines = (blocks: Block[]) =>
  blocks.flatMap((block) =>
    block.kind === 'list' ? block.items.map(({ label, text }) => (label ? `${label}: ${text}` : text)) : [],
  );

const told = [
  { code: 'a', message: 'first', workload: 'Q1' },
  { code: 'b', message: 'second' },
  { code: 'failed-http', message: 'third', remedy: 'mend it' },
  { code: 'simulated-engine', message: 'fourth' },
  { code: 'partial-run', message: 'fifth' },
];
const report = { ...measuredReport, warnings: told };

describe('warnings', () => {
  it('name the workload where it is one', () => {
    expect(lines(warnings(report, 'full'))).toEqual(['Q1: first', 'second', 'third', 'fourth', 'fifth']);
  });

  it('leave out at a glance what the banners and the verdict say', () => {
    expect(lines(warnings(report, 'glance'))).toEqual(['Q1: first', 'second']);
    expect(failureItems(report)).toEqual([{ text: 'third', remedy: 'mend it', tone: 'bad' }]);
  });

  it('are no section where there are none', () => {
    expect(warnings({ ...measuredReport, warnings: [] }, 'full')).toEqual([]);
    expect(warnings({ ...measuredReport, warnings: told.slice(2) }, 'glance')).toEqual([]);
  });
});
