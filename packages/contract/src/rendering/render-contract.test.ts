import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { emptyMetrics, goodMetrics, makeReport, series, without } from '../../__fixtures__/make-report.ts';
import { findContract } from '../contracts/year-contracts.ts';
import { ContractResult } from '../evaluation/contract-result.ts';
import { evaluateContract } from '../evaluation/evaluate-contract.ts';
import { type ContractFormat, renderContract } from './render-contract.ts';
import { stepSummary } from './step-summary.ts';

const year1 = findContract('year1')!;
const mixed = evaluateContract(
  makeReport(
    [
      goodMetrics({ tbt_ms: series(5, 2) }),
      without(
        goodMetrics({
          workload: 'Q5',
          ttft_ms: series(200, 99.9),
          throughput_tps: series(200, 40),
          notes: { peak_mem_mb: 'a remote server does not tell its memory' },
        }),
        'peak_mem_mb',
      ),
    ],
    { engine: { simulated: true, name: 'simulated engine', profile: 'mock' } },
  ),
  year1,
);

describe('table', () => {
  it('folds what a verdict rests on at the width', () => {
    expect(renderContract(mixed, 'table', { width: 100 })).toMatchInlineSnapshot(`
      "Contract year1: NOT KEPT, broken (SIMULATED)
      what sageLLM promises for year 1
      12 checks: 10 kept (1 within noise of the limit), 1 broken, 1 not measurable
      run 20261120T081500Z-1 · simulated engine b9000 · tiny-2x128

        workload  promise              limit              measured  verdict
        Q1        ttft_ms mean         ≤ 100 ms              20 ms  kept
        Q1        tbt_ms mean          ≤ 20 ms                2 ms  kept, n = 5
        Q1        tpot_ms mean         ≤ 20 ms                2 ms  kept
        Q1        throughput_tps mean  ≥ 50 tokens/s  400 tokens/s  kept
        Q1        error_rate           ≤ 5 %                   0 %  kept
        Q1        peak_mem_mb          ≤ 32,768 MB        8,000 MB  kept
        Q5        ttft_ms mean         ≤ 100 ms            99.9 ms  kept, but within noise of the limit:
                                                                    mean of 200 values; 99 % interval 98.1
                                                                    to 102 ms
        Q5        tbt_ms mean          ≤ 20 ms                2 ms  kept
        Q5        tpot_ms mean         ≤ 20 ms                2 ms  kept
        Q5        throughput_tps mean  ≥ 50 tokens/s   40 tokens/s  broken: mean of 200 values; 99 %
                                                                    interval 39.3 to 40.7 tokens/s
        Q5        error_rate           ≤ 5 %                   0 %  kept
        Q5        peak_mem_mb          ≤ 32,768 MB               –  not measurable: a remote server does
                                                                    not tell its memory

      * n = …: too few values for an interval, so that nobody knows how near the limit another run would
        come
      * SIMULATED: these numbers are made by a formula (simulated engine), not measured on a model
      * tpot_ms is (last token − first token) ÷ (output tokens − 1), without TTFT; the Python product’s
        number of this name contains TTFT and is ntpot_ms here
      "
    `);
  });

  it('is one line a check without a width', () => {
    const lines = renderContract(mixed, 'table').split('\n');
    expect(lines.filter((line) => line.startsWith('  Q'))).toHaveLength(12);
    expect(lines.find((line) => line.includes('peak_mem_mb') && line.includes('Q5'))).toMatch(
      /not measurable: a remote server does not tell its memory$/,
    );
  });

  it('keeps to the width, as far as words allow', () => {
    for (const width of [90, 100, 120]) {
      for (const line of renderContract(mixed, 'table', { width }).split('\n')) {
        expect([...line].length, line).toBeLessThanOrEqual(width);
      }
    }
  });

  it('colours verdicts only when asked, and changes nothing else', () => {
    const plain = renderContract(mixed, 'table', { width: 100 });
    const colored = renderContract(mixed, 'table', { width: 100, color: true });
    expect(plain).not.toContain('\u001b');
    expect(colored).toContain('\u001b[31mbroken\u001b[39m');
    expect(colored).toContain('\u001b[33mnot measurable\u001b[39m');
    expect(stripVTControlCharacters(colored)).toBe(plain);
  });

  it('the headline says whether it is kept', () => {
    const first = (result: ContractResult) => renderContract(result, 'table').split('\n')[0];
    expect(first(evaluateContract(makeReport([goodMetrics()]), year1))).toBe('Contract year1: KEPT');
    expect(first(evaluateContract(makeReport([emptyMetrics()]), year1))).toBe(
      'Contract year1: NOT KEPT, not all of it was measured',
    );
    expect(first(mixed)).toBe('Contract year1: NOT KEPT, broken (SIMULATED)');
  });

  it('a name from a server cannot write to the terminal', () => {
    const evil = makeReport([goodMetrics()], { engine: { name: 'x\u001b[2J\u0007\nContract year1: KEPT' } });
    const text = renderContract(evaluateContract(evil, year1), 'table');
    expect(text).not.toContain('\u001b');
    expect(text).not.toContain('\u0007');
    expect(text.split('\n').filter((line) => line.startsWith('Contract year1: KEPT'))).toHaveLength(1);
  });
});

describe('markdown', () => {
  it('has every check in a row, with its reason', () => {
    const lines = renderContract(mixed, 'markdown').split('\n');
    expect(lines[0]).toBe('# Contract year1: NOT KEPT, broken (SIMULATED)');
    const rows = lines.filter((line) => /^\| Q/.test(line));
    expect(rows).toHaveLength(12);
    expect(rows[6]).toBe(
      '| Q5 | ttft_ms mean | ≤ 100 ms | 99.9 ms | kept, but within noise of the limit | mean of 200 values; 99 % interval 98.1 to 102 ms |',
    );
    expect(lines.filter((line) => line.startsWith('- '))).toEqual([
      '- SIMULATED: these numbers are made by a formula (simulated engine), not measured on a model',
      expect.stringMatching(/^- tpot_ms is/),
    ]);
  });

  it('texts stay in their cell', () => {
    const note = 'a | b <script> `c` [d](e) *f* _g_';
    const report = makeReport([without(goodMetrics({ notes: { peak_mem_mb: note } }), 'peak_mem_mb')]);
    const row = renderContract(evaluateContract(report, year1), 'markdown')
      .split('\n')
      .find((line) => line.includes('peak_mem_mb'))!;
    expect(row).toContain('a \\| b &lt;script> \\`c\\` \\[d\\](e) \\*f\\* \\_g\\_');
    expect(row.replaceAll('\\|', '').split('|')).toHaveLength(8);
  });
});

describe('json', () => {
  it('is the result', () => {
    expect(ContractResult.parse(JSON.parse(renderContract(mixed, 'json')))).toEqual(mixed);
  });
});

it('an unknown format is wrong usage', () => {
  expect(() => renderContract(mixed, 'markdwon' as ContractFormat)).toThrow(
    '--format markdwon: a contract has no such format; did you mean markdown?',
  );
});

describe('step summary', () => {
  it('shows what needs attention first, and all checks folded away', () => {
    const [head, details] = stepSummary(mixed).split('<details>');
    expect(head).toMatch(/^## ❌ Contract year1: NOT KEPT, broken \(SIMULATED\)\n/);
    expect(head!.split('\n').filter((line) => /^\| Q/.test(line))).toEqual([
      expect.stringMatching(/^\| Q5 \| ttft_ms mean .* within noise/),
      expect.stringMatching(/^\| Q5 \| throughput_tps mean .* broken/),
      expect.stringMatching(/^\| Q5 \| peak_mem_mb .* not measurable/),
    ]);
    expect(details!.split('\n').filter((line) => /^\| Q/.test(line))).toHaveLength(12);
    // GitHub renders a table inside details only after an empty line.
    expect(details).toMatch(/^<summary>all 12 checks<\/summary>\n\n\|/);
  });

  it('has no table of troubles where there are none', () => {
    const text = stepSummary(evaluateContract(makeReport([goodMetrics()]), year1));
    expect(text).toMatch(/^## ✅ Contract year1: KEPT\n/);
    expect(text.split('<details>')[0]).not.toContain('| workload |');
  });
});
