import { BenchmarkError, ExitCode } from '@sagellm/bench-protocol';
import { describe, expect, it } from 'vitest';
import { readContract } from './read-contract.ts';

const good = `name: latency
rows:
  - metric: ttft_ms
    percentile: p95
    comparator: max
    limit: 200
    severity: required
`;

function faultOf(text: string): { message: string; remedy: string | undefined } {
  try {
    readContract(text, 'own.yaml');
  } catch (error) {
    expect(error).toBeInstanceOf(BenchmarkError);
    const { message, remedy, exitCode } = error as BenchmarkError;
    expect(exitCode).toBe(ExitCode.usage);
    return { message, remedy };
  }
  throw new Error('was read without an error');
}

describe('a contract file', () => {
  it('becomes rows', () => {
    const text = `
# what a release promises
name: latency
description: answers that feel immediate
rows:
  - { metric: ttft_ms, percentile: p99.9, comparator: <=, limit: 200, severity: required }
  - metric: throughput_tps
    statistic: mean
    comparator: min
    limit: 12.5
    severity: advisory
    workloads: Q1, short*
  - { metric: error_rate, comparator: max, limit: 0, severity: required, workloads: [Q1, "Q?"] }
  - { metric: peak_mem_mb, statistic: value, comparator: ">=", limit: 1, severity: required }
`;
    expect(readContract(text, 'own.yaml')).toEqual({
      name: 'latency',
      description: 'answers that feel immediate',
      rows: [
        { metric: 'ttft_ms', statistic: 'p999', comparator: '<=', limit: 200, severity: 'required' },
        {
          metric: 'throughput_tps',
          statistic: 'mean',
          comparator: '>=',
          limit: 12.5,
          severity: 'advisory',
          workloads: ['Q1', 'short*'],
        },
        {
          metric: 'error_rate',
          statistic: 'value',
          comparator: '<=',
          limit: 0,
          severity: 'required',
          workloads: ['Q1', 'Q?'],
        },
        { metric: 'peak_mem_mb', statistic: 'value', comparator: '>=', limit: 1, severity: 'required' },
      ],
    });
  });

  it('may be JSON, begin with a byte order mark, and use aliases', () => {
    const json = JSON.stringify({
      name: 'j',
      rows: [{ metric: 'ttft_ms', statistic: 'mean', comparator: 'max', limit: 1, severity: 'required' }],
    });
    expect(readContract(`\ufeff${json}`, 'own.json').name).toBe('j');
    const aliased = good
      .replace('limit: 200', 'limit: &bound 200')
      .concat('  - { metric: e2el_ms, percentile: p95, comparator: max, limit: *bound, severity: advisory }\n');
    expect(readContract(aliased, 'own.yaml').rows.map(({ limit }) => limit)).toEqual([200, 200]);
  });
});

describe('a mistake is named with file, line and column', () => {
  it.each<[what: string, from: string, to: string, message: string, remedy: string | RegExp | undefined]>([
    ['a misspelt metric', 'ttft_ms', 'tfft_ms', '3:13: there is no metric "tfft_ms"', 'did you mean ttft_ms?'],
    ['a short name', 'ttft_ms', 'TTFT', '3:13: there is no metric "TTFT"', 'did you mean ttft_ms?'],
    [
      'a flat name',
      'ttft_ms',
      'p95_ttft_ms',
      '3:13: there is no metric "p95_ttft_ms"',
      'did you mean "metric: ttft_ms" with "percentile: p95"?',
    ],
    [
      'the flat name of a mean',
      'ttft_ms',
      'avg_ttft_ms',
      '3:13: there is no metric "avg_ttft_ms"',
      'did you mean "metric: ttft_ms" with "statistic: mean"?',
    ],
    [
      'a nested name',
      'ttft_ms',
      'ttft_ms.p99',
      '3:13: there is no metric "ttft_ms.p99"',
      'did you mean "metric: ttft_ms" with "percentile: p99"?',
    ],
    ['a metric of another world', 'ttft_ms', 'bananas', '3:13: there is no metric "bananas"', /^metrics: ttft_ms, /],
    ['a metric that is a number', 'ttft_ms', '7', '3:13: "metric" cannot be 7', /metric catalog/],
    ['a misspelt key', 'percentile', 'percentle', '4:5: unknown key "percentle"', 'did you mean "percentile"?'],
    [
      'a misspelt key in place of one that is missing',
      'limit',
      'lmit',
      '6:5: unknown key "lmit"',
      'did you mean "limit"?',
    ],
    ['a key of the file', 'name:', 'nmae:', '1:1: unknown key "nmae"', 'did you mean "name"?'],
    ['a percentile that nobody keeps', 'p95', 'p97', '4:17: percentile "p97" is unknown', /choose from p50, p90, p95/],
    ['a percentile as a number', 'p95', '95', '4:17: percentile 95 is unknown', /^did you mean p95\?/],
    ['a strict comparator', 'max', '<', '5:17: comparator "<" is unknown', /the limit itself is kept$/],
    ['>= without quotes', 'max', '>=', '5:18: Block scalar header includes extra characters: >=', /quote it: ">="$/],
    ['a limit with a unit', '200', '200ms', '6:12: "limit" cannot be "200ms"', /^a number of 0 or more/],
    ['a negative limit', '200', '-1', '6:12: "limit" cannot be -1', /^a number of 0 or more/],
    ['an infinite limit', '200', '.inf', '6:12: "limit" cannot be Infinity', /^a number of 0 or more/],
    ['no limit at all', '    limit: 200\n', '', '3:5: "limit" is missing', /^a number of 0 or more/],
    ['an empty limit', ' 200', '', '6:11: "limit" is empty', /^a number of 0 or more/],
    ['an unknown severity', 'required', 'mandatory', '7:15: severity "mandatory" is unknown', /required, advisory$/],
    [
      'advice alone',
      'required',
      'advisory',
      '3:3: every row is advisory, so this contract promises nothing',
      /required/,
    ],
    [
      'two statistics',
      'limit',
      'statistic: mean\n    limit',
      '4:17: a row has a statistic or a percentile, not both',
      /two/,
    ],
    [
      'no statistic',
      '    percentile: p95\n',
      '',
      '3:5: ttft_ms is a distribution: which number of it?',
      /statistic: mean/,
    ],
    [
      'a mean of a number',
      'ttft_ms',
      'peak_mem_mb',
      '4:17: peak_mem_mb is one number for a workload and has no p95',
      /leave/,
    ],
    ['a filter with a space', 'limit', 'workloads: a b\n    limit', '6:16: workloads "a b" is no name', undefined],
    ['an empty filter', 'limit', 'workloads: []\n    limit', '6:16: "workloads" cannot be []', /^names of workloads/],
    ['the name of a built-in', 'latency', 'Year1', '1:7: "Year1" is the name of a built-in contract', /of its own/],
    ['a name of two lines', 'latency', '"a\\nb"', '1:7: name "a\\nb" is one line', undefined],
    ['a row that is a number', good.slice(good.indexOf('metric')), '3\n', '3:5: a row is a map, not 3', /^a row has/],
    ['a tag', 'latency', '!!python/object x', '1:7: Unresolved tag', undefined],
    ['an alias of nothing', 'latency', '*other', '1:7: nothing is named &other before it', undefined],
    ['a key twice', 'rows:', 'name: x\nrows:', '2:1: Map keys must be unique', undefined],
    ['two documents', 'rows:', '---\nrows:', '2:1: ', undefined],
  ])('%s', (_what, from, to, message, remedy) => {
    const fault = faultOf(good.replace(from, to));
    expect(fault.message.startsWith(`own.yaml:${message}`), fault.message).toBe(true);
    if (remedy === undefined) return;
    expect(fault.remedy).toMatch(remedy);
  });

  it('a share above 1 would always be kept', () => {
    const text = 'name: x\nrows: [{ metric: error_rate, comparator: max, limit: 5, severity: required }]';
    expect(faultOf(text)).toEqual({
      message: 'own.yaml:2:54: error_rate is a share of 0..1, so a limit of 5 says nothing',
      remedy: 'did you mean 0.05?',
    });
  });

  it.each([
    ['nothing', ''],
    ['comments', '# nothing yet\n'],
  ])('a file of %s', (_what, text) => {
    expect(faultOf(text).message).toBe('own.yaml:1:1: the contract is empty');
  });

  it.each([
    ['a list', '[]'],
    ['a text', 'year1'],
    ['bytes of something else', '\u0000\u0001\u0002'],
  ])('%s in place of a map', (_what, text) => {
    expect(faultOf(text).message).toMatch(/^own\.yaml:1:1: a contract is a map of name and rows/);
  });

  it('half a JSON', () => {
    expect(faultOf('{"name": "x",').message).toMatch(/^own\.yaml:1:\d+: /);
  });

  it('the first of several in the order of the file', () => {
    const text = good.replace('200', '-1').replace('p95', 'p12');
    expect(faultOf(text).message).toMatch(/^own\.yaml:4:17/);
  });
});
