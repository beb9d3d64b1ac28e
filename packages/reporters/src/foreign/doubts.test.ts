import { describe, expect, it } from 'vitest';
import { pythonFile } from '../../__fixtures__/python-files.ts';
import { parseReportFile } from '../files/parse-report-file.ts';
import type { Doubt, ForeignReport } from './foreign-report.ts';

describe('what is doubtful in a file', () => {
  it.each([
    [
      'run/benchmark_summary.json',
      ['ttft-may-be-whole-answer', 'failures-dropped', 'throughput-of-one-request', 'frame-missing'],
    ],
    [
      'run/Q1_metrics.json',
      [
        'impossible-token-gap',
        'ttft-is-whole-answer',
        'tpot-may-contain-ttft',
        'percentile-by-floor-index',
        'zero-means-unmeasured',
        'failures-dropped',
        'throughput-of-one-request',
        'kv-is-a-sum',
        'unreported-averaged-as-zero',
        'frame-missing',
      ],
    ],
    [
      'run/Q4_leaderboard.json',
      [
        'impossible-token-gap',
        'ttft-may-be-whole-answer',
        'tpot-may-contain-ttft',
        'throughput-of-one-request',
        'zero-means-unmeasured',
        'failures-dropped',
        'kv-is-a-sum',
        'constant-not-measured',
        'hardware-of-the-machine',
        'command-of-another-workload',
      ],
    ],
    [
      'perf/perf-live.json',
      [
        'success-untrusted',
        'latency-not-measured',
        'percentile-of-few',
        'one-batch-without-warm-up',
        'tokens-may-be-chunks',
        'same-prompt-again',
        'mean-over-scenarios',
        'printed-but-never-computed',
        'zero-means-unmeasured',
        'precision-not-used',
        'frame-missing',
      ],
    ],
    ['perf/perf-simulate.json', ['simulated']],
    [
      'perf/perf-operator.json',
      ['same-code-twice', 'different-operations', 'mean-without-spread', 'zero-means-unmeasured', 'frame-missing'],
    ],
    [
      'compare/comparison.json',
      [
        'mean-over-scenarios',
        'difference-without-spread',
        'tokens-may-be-chunks',
        'same-prompt-again',
        'work-may-differ',
        'frame-missing',
      ],
    ],
    [
      'nonstream-compare/engine.json',
      ['connecting-is-inside', 'same-prompt-again', 'success-untrusted', 'latency-of-failures-too', 'frame-missing'],
    ],
    [
      'nonstream-compare/comparison.json',
      ['connecting-is-inside', 'same-prompt-again', 'success-untrusted', 'difference-without-spread', 'frame-missing'],
    ],
    [
      'control-plane/llm-run.json',
      [
        'success-untrusted',
        'gpu-invented',
        'slo-without-failures',
        'waiting-not-counted',
        'window-starts-idle',
        'tokens-are-chunks',
        'policy-not-switched',
        'percentile-of-few',
        'winner-without-test',
        'frame-missing',
      ],
    ],
    [
      'control-plane/latency_latency_result.json',
      [
        'read-from-a-missing-field',
        'zero-means-unmeasured',
        'percentile-of-few',
        'warm-up-taken-off',
        'success-of-the-program',
        'winner-without-test',
        'frame-missing',
      ],
    ],
  ])('%s', (name, codes) => {
    expect(read(name).doubts.map(({ code }) => code)).toEqual(codes);
  });

  it('is said of numbers that the file has, by a name that the tables have', () => {
    const { doubts, tables } = read('control-plane/hybrid-run.json');
    const columns = new Set(tables.flatMap((table) => table.columns));
    for (const { keys } of doubts) expect(keys?.every((key) => columns.has(key)) ?? true).toBe(true);
  });
});

describe('a failure that the file calls a success', () => {
  it('is found where tokens came faster than a model writes', () => {
    const report = read('compare/compare-record-no-engine-but-reported-ok.json');
    expect(named(report, 'failure-taken-for-success')[0]).toMatchObject({
      rows: ['short_b1', 'long_b1'],
      keys: expect.arrayContaining(['successful_requests', 'throughput_tps', 'ttft_ms']),
    });
    expect(named(report, 'failure-taken-for-success')[1]?.keys).toContain('avg_throughput_tps');
  });

  it('is found where no answer has a second token', () => {
    const report = read('control-plane/llm-run-all-failed-but-reported-ok.json');
    const [doubt] = named(report, 'failure-taken-for-success');
    expect(doubt).toMatchObject({
      rows: ['fifo'],
      says: 'every request of fifo probably failed; the file says success',
    });
    expect(doubt?.keys).toEqual(expect.arrayContaining(['errors.error_rate', 'slo.compliance_rate', 'ttft_ms.avg']));
  });

  it('is found by its text where the file has it', () => {
    const text = pythonFile('nonstream-compare/engine.json').replaceAll('fa      sedCIlp', '[Stream error: no engine');
    const report = readText(text, 'engine.json');
    expect(named(report, 'failure-taken-for-success')[0]?.says).toBe(
      '1 of 1 requests were failures that count as successes',
    );
  });

  it.each([
    'compare/compare-record.json',
    'compare/engine.json',
    'compare/sagellm.json',
    'perf/perf-live.json',
    'control-plane/llm-run.json',
    'control-plane/llm-run-no-streaming.json',
    'control-plane/hybrid-run.json',
  ])('is not claimed of %s, whose server answered', (name) => {
    expect(named(read(name), 'failure-taken-for-success')).toEqual([]);
    expect(named(read(name), 'success-untrusted')).toHaveLength(1);
  });
});

describe('a zero that means nothing', () => {
  it('is absent from the data, and its key is named', () => {
    const { tables, doubts } = read('run/Q1_metrics.json');
    expect(tables[0]?.rows[0]?.values).not.toHaveProperty('avg_itl_ms');
    expect(tables[0]?.rows[0]?.values).toMatchObject({ failed_requests: 0, error_rate: 0 });
    expect(doubts.find(({ code }) => code === 'zero-means-unmeasured')?.keys).toEqual([
      'avg_itl_ms',
      'p50_itl_ms',
      'p95_itl_ms',
      'p99_itl_ms',
      'std_itl_ms',
      'total_evict_count',
      'total_evict_ms',
      'avg_spec_accept_rate',
    ]);
  });

  it('is kept where it was measured: a spread of several equal values', () => {
    const equal = { avg_ttft_ms: 10, std_ttft_ms: 0, total_requests: 5, successful_requests: 5, avg_tbt_ms: 5 };
    const values = (metrics: object) => readText(JSON.stringify(metrics), 'mock.json').tables[0]?.rows[0]?.values;
    expect(values(equal)).toMatchObject({ std_ttft_ms: 0 });
    expect(values({ ...equal, successful_requests: 1 })).not.toHaveProperty('std_ttft_ms');
  });

  it('takes the differences to a dead target with it', () => {
    const file = JSON.parse(pythonFile('compare/comparison.json'));
    Object.assign(file.targets[1], { avg_ttft_ms: 0, avg_tbt_ms: 0, avg_throughput_tps: 0 });
    const report = readText(JSON.stringify(file), 'comparison.json');
    expect(named(report, 'target-without-success')[0]?.rows).toEqual(['engine']);
    expect(Object.keys(report.tables[0]!.rows[1]!.values)).toEqual(['rows', 'url']);
    expect(report.tables[0]!.rows[0]!.values).toHaveProperty(['delta_vs_baseline.ttft_ms'], 0);
  });

  it('is kept as a share of SLO where something was completed', () => {
    const { tables } = read('control-plane/hybrid-run.json');
    expect(tables[0]?.rows[0]?.values).toHaveProperty(['slo.by_priority.HIGH'], 0);
    const sweep = read('control-plane/rate_sweep_hybrid_hybrid.json');
    expect(sweep.tables[0]?.rows[0]?.values).not.toHaveProperty(['embedding.slo_compliance_rate']);
  });
});

describe('TPOT', () => {
  const metrics = {
    avg_ttft_ms: 100,
    avg_tbt_ms: 10,
    avg_e2el_ms: 250,
    total_requests: 2,
    successful_requests: 2,
    total_output_tokens: 32,
  };
  const doubt = (avg_tpot_ms: number) =>
    readText(JSON.stringify({ ...metrics, avg_tpot_ms }), 'Q1_metrics.json').doubts.find(({ code }) =>
      code.startsWith('tpot'),
    );

  it('is told to contain TTFT where it equals E2EL ÷ tokens', () => {
    expect(doubt(15.625)?.code).toBe('tpot-contains-ttft');
  });

  it('is told to be without where it equals TBT', () => {
    expect(doubt(10)).toMatchObject({
      code: 'tpot-may-contain-ttft',
      because: expect.stringContaining('without TTFT: Q1'),
    });
  });

  it('stays open where it equals neither', () => {
    expect(doubt(12)?.because).not.toContain('Q1');
  });
});

describe('GPU numbers', () => {
  it('are left out where they were drawn at random', () => {
    const { tables, doubts } = read('control-plane/llm-run.json');
    expect(Object.keys(tables[0]!.rows[0]!.values).filter((key) => key.startsWith('gpu_metrics'))).toEqual([]);
    expect(doubts.find(({ code }) => code === 'gpu-invented')?.keys).toContain('gpu_metrics.utilization.avg');
  });

  it('are shown, doubted, where a driver may have given them', () => {
    const file = JSON.parse(pythonFile('control-plane/llm-run.json'));
    file.policy_results.fifo.gpu_metrics.utilization = { avg: 71.5, max: 80, min: 63 };
    const report = readText(JSON.stringify(file), 'run.json');
    expect(report.tables[0]?.rows[0]?.values).toHaveProperty(['gpu_metrics.utilization.max'], 80);
    expect(named(report, 'gpu-source-unknown')).toHaveLength(1);
  });
});

it('a summary whose halves disagree was changed', () => {
  const file = JSON.parse(pythonFile('run/benchmark_summary.json'));
  file.overall.failed_requests = 1;
  expect(named(readText(JSON.stringify(file), 'x.json'), 'sums-disagree')[0]?.keys).toEqual(['failed_requests']);
});

it('more “texts” than the batches held are the tokens of the texts', () => {
  expect(named(read('control-plane/hybrid-run.json'), 'texts-are-tokens')[0]?.because).toContain(
    'hybrid: more “texts”',
  );
});

it('answers shorter than the shortest that was asked for are told', () => {
  const file = JSON.parse(pythonFile('control-plane/llm-run.json'));
  file.config.output_len_range = [100, 200];
  expect(named(readText(JSON.stringify(file), 'x.json'), 'answers-shorter-than-asked')[0]?.says).toBe(
    '1 of 2 answers of fifo are shorter than any that was asked for',
  );
});

it('without streaming the TTFT of the control-plane product is the whole answer', () => {
  const report = read('control-plane/llm-run-no-streaming.json');
  expect(named(report, 'ttft-is-whole-answer')[0]?.keys).toContain('ttft_ms.avg');
  expect(named(report, 'tokens-are-chunks')).toEqual([]);
});

describe('experiments of which no file was at hand, in the shape that the product documents', () => {
  const experiment = (type: string, results: object[]) =>
    readText(
      JSON.stringify({ experiment_type: type, parameters: { num_requests: 500 }, results, summary: {}, success: true }),
      'result.json',
    );

  it('a throughput experiment has a row for each rate and policy', () => {
    const fifo = { throughput: 40, avg_latency_ms: 12, p99_latency_ms: 30, success_rate: 1, error_count: 0 };
    const { tables, doubts } = experiment('throughput', [
      { request_rate: 50, num_requests: 500, policies: { fifo } },
      { request_rate: 100, num_requests: 500, policies: { fifo } },
    ]);
    expect(tables[0]).toMatchObject({
      labels: ['request_rate', 'policy'],
      rows: [{ labels: ['50', 'fifo'] }, { labels: ['100', 'fifo'] }],
    });
    expect(doubts.find(({ code }) => code === 'percentile-of-few')?.because).toContain('50 · fifo has 490');
  });

  it('the compliance of an SLO experiment was never computed', () => {
    const fifo = { overall_compliance: 0, violation_count: 0, total_requests: 0, avg_latency_ms: 12 };
    const report = experiment('slo_compliance', [{ load_level: 50, policies: { fifo } }]);
    expect(report.tables[0]?.rows[0]?.values).toEqual({ avg_latency_ms: 12 });
    expect(named(report, 'read-from-a-missing-field')[0]?.keys).toContain('overall_compliance');
  });
});

function named({ doubts }: ForeignReport, wanted: string): Doubt[] {
  return doubts.filter(({ code }) => code === wanted);
}

function read(name: string): ForeignReport {
  return readText(pythonFile(name), name);
}

function readText(text: string, name: string): ForeignReport {
  const file = parseReportFile(text, name);
  if (file.kind !== 'foreign') throw new Error(`${name} was read as ours`);
  return file.report;
}
