import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { goodMetrics, makeReport, series, without } from '../../__fixtures__/make-report.ts';
import { type Element, parseXml } from '../../__fixtures__/well-formed.ts';
import type { Contract } from '../contracts/contract.ts';
import { findContract } from '../contracts/year-contracts.ts';
import { evaluateContract } from '../evaluation/evaluate-contract.ts';
import { renderJUnit } from './junit.ts';

const mixed: Contract = {
  name: 'own <&> "contract"',
  rows: [
    { metric: 'ttft_ms', statistic: 'mean', comparator: '<=', limit: 100, severity: 'required' },
    { metric: 'tpot_ms', statistic: 'mean', comparator: '<=', limit: 1, severity: 'required' },
    { metric: 'e2el_ms', statistic: 'p99', comparator: '<=', limit: 500, severity: 'required' },
    { metric: 'itl_ms', statistic: 'p999', comparator: '<=', limit: 1, severity: 'advisory' },
    { metric: 'peak_mem_mb', statistic: 'value', comparator: '<=', limit: 9000, severity: 'required' },
    {
      metric: 'ttft_ms',
      statistic: 'mean',
      comparator: '<=',
      limit: 100,
      severity: 'required',
      workloads: ['Q9', 'Q8'],
    },
  ],
};
const report = makeReport([without(goodMetrics({ ttft_ms: series(200, 99.9) }), 'peak_mem_mb')]);
const testCases = (suites: Element) =>
  suites.children.flatMap((suite) => suite.children.filter(({ name }) => name === 'testcase'));

describe('JUnit', () => {
  it('has a test case for each check: passed, failed by type, skipped where it does not decide', () => {
    const suites = parseXml(renderJUnit(evaluateContract(report, mixed, { allowUnmeasured: ['peak_mem_mb'] })));
    expect(suites.name).toBe('testsuites');
    expect(suites.attributes).toEqual({
      name: 'contract own <&> "contract"',
      tests: '7',
      failures: '4',
      errors: '0',
      skipped: '2',
    });
    const outcomes = testCases(suites).map(({ attributes, children }) => [
      attributes.classname!.replace(mixed.name, ''),
      attributes.name,
      children[0]!.name,
      children[0]!.attributes.type,
    ]);
    expect(outcomes).toEqual([
      ['.Q1', 'ttft_ms mean ≤ 100 ms', 'system-out', undefined],
      ['.Q1', 'tpot_ms mean ≤ 1 ms', 'failure', 'broken'],
      ['.Q1', 'e2el_ms p99 ≤ 500 ms', 'failure', 'not-measurable'],
      ['.Q1', 'itl_ms p99.9 ≤ 1 ms (advisory)', 'skipped', undefined],
      ['.Q1', 'peak_mem_mb ≤ 9,000 MB', 'skipped', undefined],
      ['."Q9"', 'ttft_ms mean ≤ 100 ms', 'failure', 'not-measurable'],
      ['."Q8"', 'ttft_ms mean ≤ 100 ms', 'failure', 'not-measurable'],
    ]);
  });

  it('says within noise, and what a verdict rests on', () => {
    const cases = testCases(parseXml(renderJUnit(evaluateContract(report, mixed))));
    expect(cases[0]!.children[0]!.text).toBe(
      '99.9 ms, kept, but within noise of the limit: mean of 200 values; 99 % interval 98.1 to 102 ms',
    );
    expect(cases[1]!.children[0]!.attributes.message).toBe(
      '2 ms, broken: mean of 200 values; 99 % interval 1.96 to 2.04 ms',
    );
    expect(cases[4]!.children[0]!.attributes).toEqual({
      type: 'not-measurable',
      message: 'not measurable: the report has no such number',
    });
  });

  it('adds up: the totals of the suites, and failures exactly where the contract is not kept', () => {
    for (const contract of [mixed, findContract('year1')!, findContract('year2')!]) {
      for (const metrics of [goodMetrics(), without(goodMetrics(), 'peak_mem_mb'), goodMetrics({ error_rate: 1 })]) {
        const result = evaluateContract(makeReport([metrics]), contract, { allowUnmeasured: ['peak_mem_mb'] });
        const suites = parseXml(renderJUnit(result));
        const sum = (key: string) =>
          suites.children.reduce((total, { attributes }) => total + Number(attributes[key]), 0);
        for (const key of ['tests', 'failures', 'skipped']) expect(sum(key)).toBe(Number(suites.attributes[key]));
        expect(Number(suites.attributes.failures) > 0).toBe(result.status !== 'kept');
      }
    }
  });

  it('marks a simulated engine in every suite', () => {
    const simulated = makeReport([goodMetrics(), goodMetrics({ workload: 'Q5' })], { engine: { simulated: true } });
    const suites = parseXml(renderJUnit(evaluateContract(simulated, findContract('year1')!)));
    for (const suite of suites.children) {
      const properties = suite.children[0]!.children.map(({ attributes }) => [attributes.name, attributes.value]);
      expect(properties).toContainEqual(['simulated', 'true']);
    }
  });

  it('is well formed whatever texts it carries', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary-ascii' }), (name, note) => {
        const odd = makeReport([goodMetrics({ spec_accept_rate: 0, notes: { spec_accept_rate: note } })], {
          engine: { name: `${name}\ud800` },
        });
        const suites = parseXml(renderJUnit(evaluateContract(odd, { ...findContract('year3')!, name })));
        return testCases(suites).length === 8;
      }),
    );
  });
});

describe('the scanner of these tests', () => {
  it.each([
    '<a>',
    '<a></b>',
    '<a b="1" b="2"/>',
    '<a>&nope;</a>',
    '<a>a & b</a>',
    '<a b="<"/>',
    '<a/><b/>',
    '<a>\u0000</a>',
  ])('refuses %j', (body) => {
    expect(() => parseXml(`<?xml version="1.0" encoding="UTF-8"?>\n${body}`)).toThrow();
  });
});
