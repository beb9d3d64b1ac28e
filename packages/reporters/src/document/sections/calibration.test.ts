import type { Calibration } from '@sagellm/bench-protocol';
import { describe, expect, it } from 'vitest';
import { renderCalibration } from '../../calibration/render-calibration.ts';

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

  it('says that the server was busy by its median or its p99, and not where only its timers were late', () => {
    const busy = /the server itself wrote .* it was busy/;
    expect(shown()).not.toMatch(busy);
    expect(shown({ server_lateness_ms: figures(2.5, 4) })).toMatch(busy);
    expect(shown({ server_lateness_ms: figures(1, 6) })).toMatch(busy);
  });

  it('counts what was left out and what shared a read', () => {
    expect(shown()).not.toContain('left out');
    const text = shown({ joined: 195, left_out: { failed: 3, 'other number of tokens': 2 }, coalesced_tokens: 64 });
    expect(text).toContain('left out: 3 failed, 2 other number of tokens');
    expect(text).toContain('195 of 200 requests in 3.20 s');
    expect(text).toContain('1 % of the tokens came in one socket read with the token before');
  });
});
