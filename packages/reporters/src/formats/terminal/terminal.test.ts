import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { measuredReport, simulatedReport } from '../../../__fixtures__/reports.ts';
import { tableReporter } from './terminal.ts';

describe('table', () => {
  it('is a page for a terminal of 120 columns', () => {
    expect(tableReporter.render(measuredReport, { color: false, width: 120 })).toMatchInlineSnapshot(`
      "verdict    VALID by its records; nobody watched the threads that sent the load
      engine     llama.cpp b9000 · backend openai · http://127.0.0.1:8000/v1 · transport undici · stamps socket
      model      tiny-2x128 · 4,096 tokens long at most · 4 slots · prefix cache on · speculation off
      tokenizer  tiny-2x128 · the model’s own
      run        2026-11-20T08-15-00Z-4f2a · over 12.7 s · seed 42 · Example CPU, 2 cores

      Results
      ┌──────────┬──────┬─────┬────────┬────────────────────────────┬─────────┬────────────────────┬────────┬───────┬───────┐
      │          │      │     │        │          TTFT ms           │ TPOT ms │      E2EL ms       │ output │  done │ error │
      │ workload │ load │  ok │ failed │ mean │   p50 │         p95 │    mean │  p50 │         p95 │  tok/s │ req/s │  rate │
      ├──────────┼──────┼─────┼────────┼──────┼───────┼─────────────┼─────────┼──────┼─────────────┼────────┼───────┼───────┤
      │ Q1       │ ×1   │ 200 │      0 │ 12.3 │  12.1 │        16.0 │    0.85 │ 64.7 │        85.8 │  1,280 │  20.0 │   0 % │
      │ Q5       │ ×10  │   6 │      4 │ 98.7 │ ~96.7 │ n too small │    2.51 │ ~255 │ n too small │    154 │  2.40 │  40 % │
      └──────────┴──────┴─────┴────────┴──────┴───────┴─────────────┴─────────┴──────┴─────────────┴────────┴───────┴───────┘
      no room here for ITL mean, ITL p95, TBT mean (--format markdown and csv have all)
        ~ median of fewer than 8 values; n too small: a p95 needs 104 values
        Latencies of completed requests by the client’s clock, TPOT without TTFT, rates without warm-up, – not measured.
          Exactly: bench explain KEY

      Warnings
        Q5: tokens were counted by events, the server sent no usage
          → a server that honours include_usage gives exact counts

      Tokens and engine, over all workloads
        tokens: prompts of 32, the chat template adds 10, answers of 64, counted by usage, events
        KV tokens 424, KV bytes 848 KiB, evictions 0, peak memory 1,235 MB, mean memory 1,200 MB: not told for 1 of 2
          workloads
        prefix hit rate 3.1 %: usage details; not told for 1 of 2 workloads
        spec accept rate 0 %: speculation is off; not told for 1 of 2 workloads

      Not measured
        eviction time: no known engine tells it over HTTP
        KV tokens: the server has no /metrics (Q5)
        percentiles: p50 needs 8 values, p90 51, p95 104, p99 528, p99.9 5,296; there were 6 to 200 requests per workload
        percentiles of ITL: p99 needs 528 values, p99.9 5,296; there were 378 gaps in Q5

      Outcome
        complete, with FAILURES: 206 of 210 requests completed in 2 workloads, 4 failed (error rate 1.9 %)
        gate kept: ttft_ms:p95<200 on Q1
        gate not measurable: ttft_ms:p95<200 on Q5: 6 of 10 issued requests kept ttft_ms < 200 ms, 10 needed; n is too small
          for this percentile: 104 requests are needed
        gate BROKEN: max_error_rate (limit 1 %) on Q5 40 %: 4 of 10 requests that ended failed
      "
    `);
  });

  it('begins with the word SIMULATED where numbers are made by a formula', () => {
    expect(tableReporter.render(simulatedReport, { color: false, width: 100 })).toMatchInlineSnapshot(`
      "SIMULATED: these numbers are made by a formula (simulated engine, profile mock: TTFT 10 ms, 5 ms a
      token), not measured on a model.

      PARTIAL: interrupted after 1.5 s. The numbers cover what ran before

      verdict    VALID: virtual time, in which only sums can be wrong; they hold
      engine     simulated engine, profile mock: TTFT 10 ms, 5 ms a token (SIMULATED) · backend mock ·
                 transport native · stamps virtual
      model      unknown
      tokenizer  gpt-tokenizer o200k_base · not the model’s own: the engine may count prompts differently
      run        2026-11-20T08-15-00Z-4f2a · over 12.7 s · seed 42 · Example CPU, 2 cores

      Results (SIMULATED), open loop: latencies from the due time
      ┌──────────┬────┬────────┬───────────┬───────────────┬────────┬─────────┬─────────┬───────┐
      │          │    │        │           │ TTFT (due) ms │ output │ goodput │     SLO │ error │
      │ workload │ ok │ failed │ cancelled │    p50 │  max │  tok/s │   req/s │     met │  rate │
      ├──────────┼────┼────────┼───────────┼────────┼──────┼────────┼─────────┼─────────┼───────┤
      │ Q1       │  5 │      0 │         1 │  ~11.8 │ 18.0 │    213 │    3.33 │ 83.33 % │   0 % │
      └──────────┴────┴────────┴───────────┴────────┴──────┴────────┴─────────┴─────────┴───────┘
      no room here for load, TTFT (due) mean, ITL mean, ITL p95, TBT mean, TPOT mean, E2EL (due) p50, E2EL
      (due) max, done req/s (--format markdown and csv have all)
        ~ median of fewer than 8 values; max where no workload has the 104 values of a p95
        ITL amortised (a read that brought several tokens has its gap divided over them): Q1

      The same from the moment of sending, and how late we sent
      ┌──────────┬─────────────────────┬─────────────────────┬────────────┐
      │          │     send lag ms     │       TTFT ms       │  E2EL ms   │
      │ workload │ mean │   p50 │  max │ mean │   p50 │  max │  p50 │ max │
      ├──────────┼──────┼───────┼──────┼──────┼───────┼──────┼──────┼─────┤
      │ Q1       │ 2.00 │ ~1.96 │ 3.00 │ 10.0 │ ~9.80 │ 15.0 │ ~319 │ 488 │
      └──────────┴──────┴───────┴──────┴──────┴───────┴──────┴──────┴─────┘
        rate: asked for 4 requests/s (poisson), due at 4.10/s, sent at 4.08/s
        Latencies of completed requests by the client’s clock, (due) from when the plan wanted it sent,
          TPOT without TTFT, rates without warm-up, – not measured. Exactly: bench explain KEY

      Tokens and engine
        tokens: prompts of 32, counted by usage

      Not measured
        peak memory: a simulated engine has no memory of its own
        percentiles: p50 needs 8 values, p90 51, p95 104, p99 528, p99.9 5,296; there were 5 requests
        percentiles of ITL: p99 needs 528 values, p99.9 5,296; there were 315 gaps

      Outcome
        PARTIAL: interrupted after 1.5 s; 5 of 6 requests completed in 1 workload, 0 failed and 1
          cancelled
      "
    `);
  });

  it.each([60, 72, 80, 100, 132, 200])('has no line longer than a terminal of %i columns', (width) => {
    for (const report of [measuredReport, simulatedReport]) {
      const lines = tableReporter.render(report, { color: true, width }).split('\n').map(stripVTControlCharacters);
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
    }
  });

  it('shows eight workloads with a warning and kept promises in 45 lines', () => {
    const workloads = Array.from({ length: 8 }, (_, i) => ({ ...measuredReport.workloads[0]!, workload: `Q${i + 1}` }));
    const gates = measuredReport.gates.filter(({ status }) => status === 'kept');
    const text = tableReporter.render({ ...measuredReport, workloads, gates }, { color: false, width: 130 });
    expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(45);
  });

  it('leaves out columns, never rows or parts of cells, and says which', () => {
    const rowsAt = (width: number) =>
      tableReporter
        .render(measuredReport, { color: false, width })
        .split('\n')
        .filter((line) => line.startsWith('│ Q')).length;
    expect(rowsAt(60)).toBe(rowsAt(300));
    expect(tableReporter.render(measuredReport, { color: false, width: 60 })).toContain('no room here for load');
    expect(tableReporter.render(measuredReport, { color: false })).not.toContain('no room here');
  });

  it('still shows workload, counts and median where even these do not fit', () => {
    const text = tableReporter.render(measuredReport, { color: false, width: 10 });
    expect(text).toContain('│ workload │  ok │ failed │     p50 │');
  });

  it('colours only when asked, and says the same then', () => {
    const plain = tableReporter.render(measuredReport, { color: false, width: 100 });
    const colored = tableReporter.render(measuredReport, { color: true, width: 100 });
    expect(plain).not.toContain('\u001b');
    expect(colored).toContain('\u001b[31m');
    expect(stripVTControlCharacters(colored)).toBe(plain);
  });

  it('lets no terminal escape of a server through', () => {
    const engine = { ...measuredReport.manifest.engine, model: 'evil\u001b[2J\nmodel' };
    const report = { ...measuredReport, manifest: { ...measuredReport.manifest, engine } };
    const text = tableReporter.render(report, { color: false });
    expect(text).not.toContain('\u001b');
    expect(text).toContain('evil model');
  });

  it('renders a run without workloads', () => {
    const text = tableReporter.render(
      { ...measuredReport, workloads: [], unmeasured: [] },
      { color: false, width: 80 },
    );
    expect(text).not.toContain('│');
    expect(text).toContain('Outcome\n  complete, with FAILURES: 206 of 210');
  });
});
