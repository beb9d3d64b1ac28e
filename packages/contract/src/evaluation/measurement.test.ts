import type { Verdict } from '@sagellm/bench-protocol';
import { describe, expect, it } from 'vitest';
import { goodMetrics, makeReport, series } from '../../__fixtures__/make-report.ts';
import { findContract } from '../contracts/year-contracts.ts';
import { renderJUnit } from '../rendering/junit.ts';
import { renderContract } from '../rendering/render-contract.ts';
import { stepSummary } from '../rendering/step-summary.ts';
import { ContractResult } from './contract-result.ts';
import { evaluateContract } from './evaluate-contract.ts';
import { contractExitCode } from './exit-code.ts';

const year1 = findContract('year1')!;

function judge(state: Verdict['state'], { broken = false, accepted = false, acceptInvalid = false } = {}) {
  const reasons: Verdict['reasons'] =
    state === 'VALID'
      ? []
      : [{ code: 'late-sends', state, workload: 'Q1', message: 'p99 of the send lag is 30 ms', remedy: '--workers 2' }];
  const verdict: Verdict = { state, ...(accepted ? { accepted: true } : {}), reasons, checks: [] };
  const report = makeReport([goodMetrics(broken ? { ttft_ms: series(200, 500) } : {})]);
  const result = evaluateContract({ ...report, verdict }, year1, { acceptInvalid });
  expect(ContractResult.parse(result)).toEqual(result);
  return result;
}

describe('a contract on a measurement that is in doubt', () => {
  it.each([
    ['VALID', {}, 0],
    ['VALID', { broken: true }, 3],
    ['DEGRADED', {}, 0],
    ['DEGRADED', { broken: true }, 3],
    ['INVALID', {}, 4],
    ['INVALID', { broken: true }, 4],
    ['INVALID', { acceptInvalid: true }, 0],
    ['INVALID', { accepted: true }, 0],
    ['INVALID', { acceptInvalid: true, broken: true }, 3],
  ] as const)('%s %j ends with %i', (state, options, code) => {
    expect(contractExitCode(judge(state, options))).toBe(code);
  });

  it('says INVALID wherever it says kept', () => {
    const result = judge('INVALID');
    expect(result.status).toBe('kept');
    const why = 'measurement INVALID: Q1: p99 of the send lag is 30 ms';
    expect(renderContract(result, 'table')).toMatch(/^Contract year1: KEPT, by an INVALID measurement\n/);
    for (const format of ['table', 'markdown'] as const) expect(renderContract(result, format)).toContain(why);
    expect(stepSummary(result)).toMatch(/^## ❌ Contract year1: KEPT, by an INVALID measurement\n/);
    expect(stepSummary(judge('INVALID', { acceptInvalid: true }))).toMatch(/^## ✅ /);
    expect(stepSummary(judge('DEGRADED'))).toMatch(/^## ✅ [\s\S]*- measurement DEGRADED: Q1: /);
  });

  it('is an error of its own in JUnit, unless accepted', () => {
    const invalid = renderJUnit(judge('INVALID'));
    const [tests] = /tests="\d+"/.exec(renderJUnit(judge('VALID')))!;
    const one = `tests="${Number(/\d+/.exec(tests)) + 1}" failures="0" errors="1"`;
    expect(invalid).toContain(one);
    expect(invalid).toContain(
      '<error type="invalid-measurement" message="measurement INVALID: Q1: p99 of the send lag',
    );
    expect(invalid).toContain('<property name="measurement" value="INVALID"/>');
    const accepted = renderJUnit(judge('INVALID', { acceptInvalid: true }));
    expect(accepted).toContain(`${tests} failures="0" errors="0"`);
    expect(accepted).not.toContain('<error');
  });

  it('adds nothing for reports of versions that did not judge themselves', () => {
    const { verdict: _, ...old } = makeReport([goodMetrics()]);
    expect(evaluateContract(old, year1)).not.toHaveProperty('measurement');
  });
});
