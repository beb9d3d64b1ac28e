import { BenchmarkError, ExitCode, SloClause } from '@sagellm/bench-protocol';
import { expect, test } from 'vitest';
import { parseSlo } from './parse-slo.ts';

test('the three kinds of clause, in the order written', () => {
  const clauses = parseSlo(['ttft_ms:p95<200,tpot_ms:mean<20', 'e2el_ms<1500']);
  expect(clauses).toEqual([
    { metric: 'ttft_ms', kind: 'percentile', share: 0.95, limit: 200, text: 'ttft_ms:p95<200' },
    { metric: 'tpot_ms', kind: 'mean', limit: 20, text: 'tpot_ms:mean<20' },
    { metric: 'e2el_ms', kind: 'bound', limit: 1500, text: 'e2el_ms<1500' },
  ]);
  for (const clause of clauses) expect(SloClause.parse(clause)).toEqual(clause);
});

test.each([
  ['ttft<200', { metric: 'ttft_ms', limit: 200 }],
  ['TTFT:P99 < 0.5', { metric: 'ttft_ms', kind: 'percentile', share: 0.99, limit: 0.5 }],
  [' itl_ms : mean < 30ms ', { metric: 'itl_ms', kind: 'mean', limit: 30, text: 'itl_ms : mean < 30ms' }],
  ['e2el_from_due:p99.9<900', { metric: 'e2el_from_due_ms', share: 0.999 }],
  ['tbt:p50<10', { metric: 'tbt_ms', share: 0.5 }],
  ['ttft_ms<=200', { metric: 'ttft_ms', kind: 'bound', limit: 200, inclusive: true }],
])('%s', (text, expected) => {
  expect(parseSlo([text])).toMatchObject([expected]);
});

test('no clause is no promise', () => {
  expect(parseSlo([])).toEqual([]);
});

test.each([
  ['tfft<200', 'names no metric that can have a limit: "tfft"', 'did you mean ttft_ms?'],
  ['goodput<200', 'names no metric', 'choose from ttft_ms, tpot_ms'],
  ['ttft_ms', 'is not METRIC<LIMIT', 'quote it'],
  ['ttft_ms>200', 'is not an upper limit', 'better when lower'],
  ['ttft_ms>=200', 'is not an upper limit', 'better when lower'],
  ['ttft_ms:p95', 'is not METRIC<LIMIT', "'ttft_ms:p95<200'"],
  ['ttft_ms:p999<200', 'has an unknown statistic: "p999"', 'did you mean p99.9?'],
  ['ttft_ms:p49<200', 'has an unknown statistic: "p49"', 'p50 to p99.9'],
  ['ttft_ms:p99.95<200', 'has an unknown statistic', 'p50 to p99.9'],
  ['ttft_ms:p100<200', 'has an unknown statistic', 'p50 to p99.9'],
  ['ttft_ms:avg<200', 'has an unknown statistic: "avg"', 'did you mean mean?'],
  ['ttft_ms:<200', 'has an unknown statistic: ""', 'p50 to p99.9'],
  ['ttft_ms<0', 'has a wrong limit: "0"', 'above 0'],
  ['ttft_ms<-5', 'has a wrong limit: "-5"', 'above 0'],
  ['ttft_ms<2s', 'has a wrong limit: "2s"', 'milliseconds'],
  ['ttft_ms<1e999', 'has a wrong limit', 'milliseconds'],
  ['ttft_ms<', 'is not METRIC<LIMIT', 'e.g.'],
  ['', 'is empty', 'single commas'],
  ['ttft_ms<200,,tpot_ms<20', 'is empty', 'single commas'],
])('"%s" is refused: %s', (text, what, remedy) => {
  try {
    parseSlo([text]);
  } catch (error) {
    expect(error).toBeInstanceOf(BenchmarkError);
    const { message, remedy: said, exitCode } = error as BenchmarkError;
    expect(message).toMatch(/^--slo: clause "/);
    expect(message).toContain(what);
    expect(said).toContain(remedy);
    expect(exitCode).toBe(ExitCode.usage);
    return;
  }
  expect.unreachable(`${text} was accepted`);
});
