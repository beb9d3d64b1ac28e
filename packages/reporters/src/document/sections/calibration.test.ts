import type { BenchmarkReport, Calibration } from '@sagellm/bench-protocol';
import { describe, expect, it } from 'vitest';
import { renderCalibration } from '../../calibration/render-calibration.ts';
import { clientError } from './calibration.ts';

const figures = (mean: number, p99?: number) => ({
  n: p99 === undefined ? 10 : 200,
  mean,
  p50: mean,
  ...(p99 === undefined ? {} : { p99 }),
  min: -0.01,
  max: 2,
});
const sided = (total: number, send: number, receive: number) => ({
  total: figures(total, 0.9),
  send: figures(send, 0.5),
  receive: figures(receive, 0.4),
});

const calibration: Calibration = {
  pattern: { kind: 'closed', concurrency: 10 },
  start_spread_ms: 175,
  threads: 1,
  transport: 'lean',
  endpoint: 'chat',
  stream: true,
  prompt_tokens: 32,
  output_tokens: 32,
  server: { ttft_ms: 20, itl_ms: 5 },
  seconds: 3.2,
  issued: 200,
  joined: 200,
  left_out: {},
  tokens: 6400,
  coalesced_tokens: 0,
  ttft_error_ms: sided(0.3, 0.2, 0.1),
  itl_error_ms: figures(0.05, 0.4),
  itl_bias_ms: -0.002,
  e2el_error_ms: sided(0.4, 0.2, 0.2),
  server_lateness_ms: figures(0.9, 2),
};
const shown = (changes: Partial<Calibration> = {}) =>
  renderCalibration({ ...calibration, ...changes }, { color: false });
const row = (text: string, label: string) =>
  text
    .split('\n')
    .find((line) => line.startsWith(`│ ${label} `))
    ?.split('│')
    .slice(2, -1)
    .map((cell) => cell.trim());

describe('a calibration', () => {
  it('shows each error with its sign, the size of an ITL error without one, and what was not measured as absent', () => {
    const text = shown();
    expect(row(text, 'TTFT')).toEqual(['+0.30', '+0.30', '+0.90', '-0.010', '+2.00', '200']);
    expect(row(text, 'TTFT: send side')).toEqual(['+0.20', '+0.20', '+0.50', '-0.010', '+2.00', '200']);
    expect(row(text, 'ITL (size)')?.slice(0, 3)).toEqual(['0.050', '0.050', '0.40']);
    expect(row(shown({ itl_error_ms: figures(0.05) }), 'ITL (size)')?.[2]).toBe('–');
    expect(row(text, 'send lag (sent − due)')).toBeUndefined();
  });

  it('says that the server is inside the error', () => {
    expect(shown()).toContain('An upper bound of the client’s error');
  });

  it('says that the server was busy by its mean or its p99, and not where only its timers were late', () => {
    const busy = /The server itself was busy, .* behind its plan: a part of the error is its queue and not the client/;
    const late = (mean: number, p99?: number) => shown({ server_lateness_ms: figures(mean, p99) });
    expect(shown()).not.toMatch(busy);
    expect(late(1.5, 4)).not.toMatch(busy);
    expect(late(1.51, 4)).toMatch(busy);
    expect(late(1.5, 4.01)).toMatch(busy);
    expect(late(1.51, 4)).toContain('busy, 1.51 ms (p99 4.00) behind its plan');
    // The median may hide it: 1.18 at the median went with 1.61 in the mean.
    expect(shown({ server_lateness_ms: { ...figures(1.61, 3), p50: 1.18 } })).toMatch(busy);
    // Too few values for a p99.
    expect(late(1.5)).not.toMatch(busy);
    expect(late(1.6)).toContain('busy, 1.60 ms (max 2.00) behind its plan');
  });

  it('says that the streams of the run are longer', () => {
    expect(shown()).not.toContain('the run’s have');
    expect(shown({ run_output_tokens: 1024 })).toContain('10 in flight, streams of 32 tokens (the run’s have 1,024)');
  });

  it('counts what was left out and what shared a read', () => {
    expect(shown()).not.toContain('left out');
    const text = shown({ joined: 195, left_out: { failed: 3, 'other number of tokens': 2 }, coalesced_tokens: 64 });
    expect(text).toContain('left out: 3 failed, 2 other number of tokens');
    expect(text).toContain('195 of 200 requests in 3.20 s');
    expect(text).toContain('1 % of the tokens came in one socket read with the token before');
  });
});

describe('the client error beside the results', () => {
  const line = (changes: Partial<Calibration> = {}) => {
    const calibrations = [{ ...calibration, workloads: ['Q5'], ...changes }];
    const [block] = clientError({ manifest: { calibration: calibrations } } as unknown as BenchmarkReport);
    return block?.kind === 'list' ? block.items[0] : undefined;
  };

  it('is one line', () => {
    expect(line()).toEqual({
      label: 'client error (Q5)',
      text: 'TTFT +0.30 ms (p99 +0.90); ITL ±0.050 ms (p99 0.40), -0.002 in the mean; E2EL +0.40 ms (p99 +0.90). An upper bound, by 200 requests to a server of known truth, 10 in flight, streams of 32 tokens',
      tone: 'dim',
    });
  });

  it('carries the same mark where the server was busy', () => {
    const busy = line({ server_lateness_ms: figures(2.5, 20) });
    expect(busy?.tone).toBe('warn');
    expect(busy?.text).toMatch(
      /streams of 32 tokens\. The server itself was busy, 2\.50 ms \(p99 20\.0\) behind its plan: a part of the error is its queue and not the client$/,
    );
  });
});
