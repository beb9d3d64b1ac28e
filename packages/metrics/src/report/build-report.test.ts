import { BenchmarkReport, type RequestRecord } from '@sagellm/bench-protocol';
import { describe, expect, test } from 'vitest';
import {
  cancelled,
  completed,
  failed,
  manifest,
  NO_TIMES,
  TokenFile,
  workloadRun,
} from '../../__fixtures__/make-record.ts';
import { buildReport } from './build-report.ts';
import { exitCodeFor } from './exit-code.ts';

/** Five requests, two in flight: steady, slow, one with two tokens in a read, one cut, one late. */
function fiveRequests() {
  const file = new TokenFile();
  const at = (...ms: number[]) => file.add(ms.map((time) => time * 1000));
  const records: RequestRecord[] = [
    completed({ index: 0, token_times: at(50, 60, 70, 80) }),
    completed({
      index: 1,
      first_token_ms: 160,
      first_output_ms: 160,
      last_token_ms: 220,
      end_ms: 222,
      token_times: at(60, 80, 100, 120),
    }),
    completed({
      index: 2,
      sent_ms: 182,
      headers_ms: 183,
      first_event_ms: 185,
      first_token_ms: 222,
      first_output_ms: 222,
      last_token_ms: 252,
      end_ms: 254,
      token_times: at(40, 50, 50, 70),
    }),
    failed({
      index: 3,
      sent_ms: 222,
      headers_ms: 223,
      first_event_ms: 225,
      first_token_ms: 250,
      last_token_ms: 255,
      end_ms: 260,
    }),
    completed({
      index: 4,
      sent_ms: 254,
      headers_ms: 255,
      first_event_ms: 257,
      first_token_ms: 314,
      first_output_ms: 314,
      last_token_ms: 344,
      end_ms: 350,
      token_times: at(60, 70, 80, 90),
    }),
    completed({ index: 0, request_id: 'W-warm-0', phase: 'warmup', sent_ms: 10, end_ms: 99 }),
  ];
  return { records, tokenTimes: file.array };
}

const promises = ['tpot_ms:mean<20,ttft_ms:p95<200', 'ttft_ms<55'];

describe('five requests, judged', () => {
  const { records, tokenTimes } = fiveRequests();
  const report = buildReport({ manifest: manifest({ slo: promises }), records, tokenTimes });
  const metrics = report.workloads[0]!;

  test('the report keeps its schema', () => {
    expect(BenchmarkReport.parse(report)).toEqual(report);
  });

  test('counts', () => {
    expect(report.complete).toBe(true);
    expect(report.overall).toEqual({
      total_workloads: 1,
      total_requests: 5,
      successful_requests: 4,
      failed_requests: 1,
      cancelled_requests: 0,
      error_rate: 0.2,
    });
    expect(metrics).toMatchObject({ failures: { truncated: 1 }, error_rate: 0.2, timeout_rate: 0, short_requests: 0 });
  });

  test('latencies', () => {
    expect(metrics.ttft_ms).toMatchObject({ n: 4, mean: 52.5, min: 40, max: 60, p50: 55 });
    expect(metrics.ttfe_ms).toMatchObject({ n: 4, mean: 3 });
    expect(metrics.tpot_ms).toMatchObject({ n: 4, mean: 12.5, max: 20, p50: 10 });
    expect(metrics.ntpot_ms).toMatchObject({ n: 4, mean: 23.25 });
    expect(metrics.e2el_ms).toMatchObject({ n: 4, mean: 93, p50: 89 });
    expect(metrics.itl_ms).toMatchObject({ n: 12, mean: 12.5, min: 5, max: 20 });
    expect(metrics.icl_ms).toMatchObject({ n: 11, min: 10, max: 20 });
    expect(metrics.icl_ms?.mean).toBeCloseTo(150 / 11, 12);
    expect(metrics.tbt_ms).toMatchObject({ n: 4, mean: 12.5 });
    expect(metrics).not.toHaveProperty('send_lag_ms');
  });

  test('rates over 100 to 350 ms', () => {
    expect(metrics.window).toMatchObject({ start_ms: 100, end_ms: 350, duration_s: 0.25 });
    expect(metrics).toMatchObject({
      request_throughput_rps: 16,
      input_throughput_tps: 320,
      output_throughput_tps: 64,
      total_throughput_tps: 384,
      goodput_rps: 8,
      slo_attainment: 0.4,
      total_input_tokens: 80,
      total_output_tokens: 16,
      own_prompt_tokens: 64,
      coalesced_share: 1 / 16,
      itl_amortised: true,
      token_count_sources: ['usage'],
    });
    expect(metrics.template_tokens).toMatchObject({ n: 4, mean: 4, min: 4, max: 4 });
  });

  test('gates', () => {
    expect(report.gates.map(({ gate, workload, status, measured }) => [gate, workload, status, measured])).toEqual([
      ['max_error_rate', undefined, 'broken', 0.2],
      ['max_error_rate', 'W', 'broken', 0.2],
      ['tpot_ms:mean<20', 'W', 'kept', 12.5],
      ['ttft_ms:p95<200', 'W', 'not-measurable', undefined],
    ]);
    expect(exitCodeFor(report)).toBe(3);
  });

  test('warnings, each with its code', () => {
    expect(report.warnings.map((warning) => warning.code)).toEqual(['failed-truncated', 'coalesced-reads']);
    expect(report.warnings[0]).toMatchObject({
      message: 'Requests failed (truncated): 1 of 5. First: the body ended inside the stream',
      workload: 'W',
    });
    expect(report.warnings[1]?.message).toMatch(/^Tokens shared a socket read .*: 6\.3 %\.$/);
  });

  test('what could not be measured, and why', () => {
    expect(report.unmeasured).toEqual([
      { key: 'prefix_hit_rate', reason: 'neither the answers nor the engine told cached tokens', workloads: ['W'] },
      ...[
        'spec_accept_rate',
        'kv_used_tokens',
        'kv_used_bytes',
        'evict_count',
        'evict_ms',
        'peak_mem_mb',
        'avg_mem_mb',
      ].map((key) => ({ key, reason: 'the engine did not tell', workloads: ['W'] })),
      ...[
        ['p50', 8],
        ['p90', 51],
        ['p95', 104],
        ['p99', 528],
        ['p999', 5296],
      ].map(([key, needed]) => ({
        key,
        reason: `n = 4 is too small for it: a 99 % interval needs ${needed} values`,
        workloads: ['W'],
      })),
      ...[
        ['p90', 51],
        ['p95', 104],
        ['p99', 528],
        ['p999', 5296],
      ].map(([key, needed]) => ({
        key: `itl_ms.${key}`,
        reason: `n = 12 is too small for it: a 99 % interval needs ${needed} values`,
        workloads: ['W'],
      })),
    ]);
  });

  test('the same inputs give the same bytes, in whatever order the records come', () => {
    const again = (list: RequestRecord[]) =>
      JSON.stringify(buildReport({ manifest: manifest({ slo: promises }), records: list, tokenTimes }));
    expect(again([...records])).toBe(JSON.stringify(report));
    expect(again([...records].reverse())).toBe(JSON.stringify(report));
  });

  test('records read back from JSON give the same report', () => {
    const read = JSON.parse(JSON.stringify(records)) as RequestRecord[];
    expect(buildReport({ manifest: manifest({ slo: promises }), records: read, tokenTimes })).toEqual(report);
  });
});

describe('shape of a run', () => {
  test('workloads stand in the order of the manifest, also those without a record', () => {
    const report = buildReport({
      manifest: manifest({ workloads: [workloadRun('V'), workloadRun('W'), workloadRun('U')], status: 'partial' }),
      records: [completed({ workload: 'W' }), completed({ workload: 'V' })],
      tokenTimes: NO_TIMES,
    });
    expect(report.workloads.map(({ workload, total_requests }) => [workload, total_requests])).toEqual([
      ['V', 1],
      ['W', 1],
      ['U', 0],
    ]);
    expect(report.complete).toBe(false);
    expect(report.overall.total_workloads).toBe(3);
    expect(report.unmeasured.find(({ key, workloads }) => key === 'ttft_ms' && workloads.includes('U'))?.reason).toBe(
      'no request was sent',
    );
  });

  test('records of a workload that the manifest does not name are not lost', () => {
    const report = buildReport({
      manifest: manifest(),
      records: [completed(), completed({ workload: 'stray' })],
      tokenTimes: NO_TIMES,
    });
    expect(report.overall.total_requests).toBe(2);
    expect(report.warnings.map(({ code, workload }) => [code, workload])).toContainEqual(['unknown-workload', 'stray']);
  });

  test('an interrupted workload says so beside its window', () => {
    const report = buildReport({
      manifest: manifest({ status: 'partial', workloads: [workloadRun('W', { stopped_by: 'interrupt' })] }),
      records: [completed({ index: 0 }), cancelled({ index: 1 })],
      tokenTimes: NO_TIMES,
    });
    expect(report.workloads[0]?.notes.window).toBe('interrupted: the window ends with the last request that ended');
    expect(report.workloads[0]?.window?.end_ms).toBe(182);
  });

  test('a reason that several workloads share is said once', () => {
    const report = buildReport({
      manifest: manifest({ workloads: [workloadRun('V'), workloadRun('W')] }),
      records: [completed({ workload: 'V', stream: false }), completed({ stream: false })],
      tokenTimes: NO_TIMES,
    });
    expect(report.unmeasured[0]).toEqual({
      key: 'ttft_ms',
      reason: 'answers were not streamed',
      workloads: ['V', 'W'],
    });
  });

  test('an empty run has no latency, no rate and no error rate', () => {
    const report = buildReport({ manifest: manifest(), records: [], tokenTimes: NO_TIMES });
    expect(report.overall).not.toHaveProperty('error_rate');
    expect(report.workloads[0]).not.toHaveProperty('window');
    expect(JSON.stringify(report)).not.toMatch(/NaN|Infinity/);
    expect(exitCodeFor(report)).toBe(1);
  });

  test('a promise that cannot be read is a usage error', () => {
    expect(() => buildReport({ manifest: manifest({ slo: ['x<1'] }), records: [], tokenTimes: NO_TIMES })).toThrow(
      /^--slo: clause "x<1"/,
    );
  });

  test('speculation that the engine is known not to do is a 0 with its reason', () => {
    const base = manifest();
    const report = buildReport({
      manifest: { ...base, engine: { ...base.engine, speculation: 'off' } },
      records: [completed()],
      tokenTimes: NO_TIMES,
    });
    expect(report.workloads[0]).toMatchObject({
      spec_accept_rate: 0,
      notes: { spec_accept_rate: 'speculation is off' },
    });
    expect(report.unmeasured.map(({ key }) => key)).not.toContain('spec_accept_rate');
  });
});

describe('exit code', () => {
  const workloads = [workloadRun('W', { pattern: { kind: 'closed', concurrency: 10 } })];
  const exit = (records: RequestRecord[], changes: Parameters<typeof manifest>[0] = {}) =>
    exitCodeFor(buildReport({ manifest: manifest({ workloads, ...changes }), records, tokenTimes: NO_TIMES }));
  const some = (n: number, make: typeof completed | typeof failed, from = 0) =>
    Array.from({ length: n }, (_, i) => make({ index: from + i }));

  test('all completed, no promise: 0', () => {
    expect(exit(some(5, completed))).toBe(0);
  });

  test('five of ten cut: 3', () => {
    expect(exit([...some(5, completed), ...some(5, failed, 5)])).toBe(3);
  });

  test('a fifth failing is never 0', () => {
    expect(exit([...some(8, completed), ...some(2, failed, 8)])).toBe(3);
  });

  test('all failed: 1, though a promise is broken too', () => {
    expect(exit(some(3, failed))).toBe(1);
  });

  test('nothing completed, all cut by our own stop: 1', () => {
    expect(exit([cancelled()])).toBe(1);
  });

  test('a promise that n is too small for: 3', () => {
    expect(exit(some(5, completed), { slo: ['ttft_ms:p95<1000'] })).toBe(3);
  });

  test('a mean kept: 0; broken: 3', () => {
    expect(exit(some(5, completed), { slo: ['ttft_ms:mean<51'] })).toBe(0);
    expect(exit(some(5, completed), { slo: ['ttft_ms:mean<50'] })).toBe(3);
  });

  test('more in flight than asked, so INVALID: 4, though a promise is broken too; accepted: 3 or 0', () => {
    const overfull = { workloads: [workloadRun('W', { pattern: { kind: 'closed', concurrency: 2 } })] };
    const invalid = (records: RequestRecord[], accept_invalid: boolean) => {
      const { plan } = manifest();
      return exit(records, { ...overfull, plan: { ...plan, accept_invalid } });
    };
    expect(invalid(some(5, completed), false)).toBe(4);
    expect(invalid([...some(5, completed), ...some(5, failed, 5)], false)).toBe(4);
    expect(invalid(some(5, failed), false)).toBe(1);
    expect(invalid(some(5, completed), true)).toBe(0);
    expect(invalid([...some(5, completed), ...some(5, failed, 5)], true)).toBe(3);
  });

  test('INVALID accepted afterwards: 0', () => {
    const report = buildReport({ manifest: manifest(), records: some(5, completed), tokenTimes: NO_TIMES });
    expect(report.verdict).toMatchObject({ state: 'INVALID' });
    expect(exitCodeFor(report)).toBe(4);
    expect(exitCodeFor(report, { acceptInvalid: true })).toBe(0);
  });

  test('failures that the user allows: 0', () => {
    expect(exit([...some(8, completed), ...some(2, failed, 8)], { max_error_rate: 0.2 })).toBe(0);
  });
});
