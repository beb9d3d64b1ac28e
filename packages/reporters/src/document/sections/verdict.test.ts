import type { BenchmarkReport, ThreadHealth, Verdict, VerdictReason } from '@sagellm/bench-protocol';
import { describe, expect, it } from 'vitest';
import { measuredReport, simulatedReport } from '../../../__fixtures__/reports.ts';
import { markdownReporter } from '../../formats/markdown.ts';
import { tableReporter } from '../../formats/terminal/terminal.ts';
import { verdict } from './verdict.ts';

const reason = (changes: Partial<VerdictReason> = {}): VerdictReason => ({
  code: 'loop-busy',
  state: 'DEGRADED',
  workload: 'Q1',
  message: 'the event loop was busy for 70 % of the time (limit 60 %)',
  remedy: '--workers 2',
  value: 0.7,
  limit: 0.6,
  ...changes,
});
const judged = (reasons: VerdictReason[], changes: Partial<Verdict> = {}): BenchmarkReport => ({
  ...measuredReport,
  verdict: { state: reasons[0]?.state ?? 'VALID', reasons, checks: [], ...changes },
});
const lines = (report: BenchmarkReport, detail: 'glance' | 'full' = 'full') =>
  verdict(report, detail).flatMap((block) => {
    if (block.kind === 'banner') return [block.text];
    if (block.kind === 'facts') return block.facts.map(({ text }) => text);
    if (block.kind === 'list') return block.items.map(({ label, text }) => (label ? `${label}: ${text}` : text));
    return [];
  });

describe('the verdict', () => {
  it('never says more than what was looked at', () => {
    expect(lines(judged([]))).toEqual(['VALID by its records; nobody watched the threads that sent the load']);
    const watched = (thread: Partial<ThreadHealth>) => {
      const threads = [{ thread: 'main', seconds: 9, ...thread }];
      const health = ['Q1', 'Q5'].map((workload) => ({ workload, threads }));
      return lines({ ...judged([]), manifest: { ...measuredReport.manifest, health } });
    };
    expect(watched({ starved: 0 })).toEqual(['VALID by its records; nobody watched the threads that sent the load']);
    expect(watched({ loop_utilisation: 0.1 })).toEqual(['VALID: the instrument found no fault of its own']);
    expect(lines(simulatedReport)).toEqual(['VALID: virtual time, in which only sums can be wrong; they hold']);
  });

  it('is not made up for reports that have none', () => {
    const { verdict: _, ...old } = measuredReport;
    expect(lines(old)).toEqual([]);
  });

  it('says each kind of cause once, where it is worst and where else it is', () => {
    const reasons = [
      reason(),
      reason({ workload: 'Q5', message: 'the event loop was busy for 80 % of the time (limit 60 %)', value: 0.8 }),
      reason({
        code: 'steal',
        workload: 'Q5',
        message: 'the host gave 9 % to others (limit 5 %)',
        value: 0.09,
        limit: 0.05,
      }),
    ];
    expect(lines(judged(reasons))).toEqual([
      'DEGRADED: read these numbers with the doubts below in mind.',
      'Q5 (also Q1): the event loop was busy for 80 % of the time (limit 60 %)',
      'Q5: the host gave 9 % to others (limit 5 %)',
    ]);
  });

  it('says of an accepted INVALID that it was accepted', () => {
    const invalid = reason({ state: 'INVALID' });
    expect(lines(judged([invalid]))[0]).toBe('INVALID: do not use these numbers.');
    expect(lines(judged([invalid], { accepted: true }))[0]).toBe(
      'INVALID: do not use these numbers (accepted with --accept-invalid).',
    );
  });

  it('shows four causes at a glance and counts the rest', () => {
    const many = judged(Array.from({ length: 6 }, (_, i) => reason({ code: `cause-${i}`, message: `cause ${i}` })));
    expect(lines(many, 'glance').slice(4)).toEqual(['Q1: cause 3', 'and 2 more (REPORT.md has all)']);
    expect(lines(many)).toHaveLength(7);
  });

  it('stands before the numbers on a terminal and on a page, with what to do', () => {
    const report = judged([reason({ state: 'INVALID' })]);
    const terminal = tableReporter.render(report, { color: false, width: 100 });
    expect(terminal).toMatch(
      /^INVALID: do not use these numbers\.\n\n {2}Q1: the event loop was busy .*\n {4}→ --workers 2\n\nengine /,
    );
    const page = markdownReporter.render(report, { color: false });
    expect(page).toMatch(
      /^# Benchmark report\n\n> \*\*INVALID: do not use these numbers\.\*\*\n\n- \*\*Q1:\*\* the event loop was busy .* → --workers 2\n\n- \*\*engine:\*\*/,
    );
  });
});
