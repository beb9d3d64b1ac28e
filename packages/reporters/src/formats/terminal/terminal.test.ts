import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { measuredReport, simulatedReport } from '../../../__fixtures__/reports.ts';
import { tableReporter } from './terminal.ts';

describe('table', () => {
  it('is a page for a terminal of 120 columns', () => {
    expect(tableReporter.render(measuredReport, { color: false, width: 120 })).toMatchInlineSnapshot(`
      "engine     llama.cpp b9000 · backend openai · http://127.0.0.1:8000/v1 · transport undici · stamps socket
      model      tiny-2x128 · sha256 abcdef012345 · 4,096 tokens long at most · 4 slots · prefix cache on · speculation off
      tokenizer  tiny-2x128 · the model’s own
      seed       42
      measured   2026-11-20 08:15:00 UTC · over 12.7 s
      host       Example CPU · 2 cores · 7,962 MB · linux 6.1.0 · Node 24.21.0
      run        2026-11-20T08-15-00Z-4f2a · sagellm-benchmark 0.1.0 · commit 0123456789ab
      status     complete
      requests   210 in 2 workloads: 206 completed, 4 failed · error rate 1.9 %
      failures   Q5: truncated 3, timeout 1
      short      answers with fewer tokens than forced: Q5 1

      Results
      ┌──────────┬──────┬─────┬────────┬────────────────────────────┬─────────┬────────────────────┬────────┬───────┬───────┐
      │          │      │     │        │          TTFT ms           │ TPOT ms │      E2EL ms       │ output │  done │ error │
      │ workload │ load │  ok │ failed │ mean │   p50 │         p95 │    mean │  p50 │         p95 │  tok/s │ req/s │  rate │
      ├──────────┼──────┼─────┼────────┼──────┼───────┼─────────────┼─────────┼──────┼─────────────┼────────┼───────┼───────┤
      │ Q1       │ ×1   │ 200 │      0 │ 12.3 │  12.1 │        16.0 │    0.85 │ 64.7 │        85.8 │  1,280 │  20.0 │   0 % │
      │ Q5       │ ×10  │   6 │      4 │ 98.7 │ ~96.7 │ n too small │    2.51 │ ~255 │ n too small │    154 │  2.40 │  40 % │
      └──────────┴──────┴─────┴────────┴──────┴───────┴─────────────┴─────────┴──────┴─────────────┴────────┴───────┴───────┘
      no room here for ITL mean, ITL p95, TBT mean (--format markdown and csv have all)
        ~ median of fewer than 8 values: n too small to bound its error
        p95: n too small below 104 values; max is shown where no workload has enough

      Gates
        BROKEN: max_error_rate on Q5: 40 % (limit 1 %): 4 of 10 requests that ended failed
        not measurable: ttft_ms:p95<200 on Q5: 6 of 10 issued requests kept ttft_ms < 200 ms, 10 needed; n is too small for
          this percentile: 104 requests are needed
        kept: ttft_ms:p95<200 on Q1

      Warnings
        Q5: tokens were counted by events, the server sent no usage
          → a server that honours include_usage gives exact counts

      Tokens of completed requests
      ┌──────────┬──────────────────────────────────────┬─────────────────────┬────────────┐
      │          │            prompt tokens             │    output tokens    │            │
      │ workload │   own │ + template each │ as counted │    all │ per answer │ counted by │
      ├──────────┼───────┼─────────────────┼────────────┼────────┼────────────┼────────────┤
      │ Q1       │ 6,400 │              10 │      8,400 │ 12,800 │         64 │ usage      │
      │ Q5       │   192 │               – │          – │    384 │          – │ events     │
      └──────────┴───────┴─────────────────┴────────────┴────────┴────────────┴────────────┘

      Told by the engine
      ┌──────────┬──────────────────┬──────────┬──────────┬───────────┬───────────────────┐
      │          │     KV peak      │   prefix │    draft │        KV │      memory       │
      │ workload │ tokens │   bytes │ hit rate │ accepted │ evictions │ peak MB │ mean MB │
      ├──────────┼────────┼─────────┼──────────┼──────────┼───────────┼─────────┼─────────┤
      │ Q1       │    424 │ 848 KiB │    3.1 % │      0 % │         0 │   1,235 │   1,200 │
      │ Q5       │      – │       – │        – │        – │         – │       – │       – │
      └──────────┴────────┴─────────┴──────────┴──────────┴───────────┴─────────┴─────────┘
        prefix hit rate: usage details
        spec accept rate: speculation is off

      Not measured
        eviction time: no known engine tells it over HTTP
        KV tokens: the server has no /metrics (Q5)

      What the numbers mean
      Latencies are of completed requests, in ms, by the client’s clock. TTFT: first token − sent. ITL: gap between tokens.
      TBT: mean gap of a request. TPOT: (last − first token) ÷ (tokens − 1), never contains TTFT; with TTFT in it the number
      is called NTPOT. E2EL: end − sent. Rates: completed requests over the time from first send to last end, warm-up
      excluded. – was not measured; 0 was measured. Exactly: bench explain KEY.
      "
    `);
  });

  it('begins with the word SIMULATED where numbers are made by a formula', () => {
    expect(tableReporter.render(simulatedReport, { color: false, width: 100 })).toMatchInlineSnapshot(`
      "SIMULATED: these numbers are made by a formula (profile constant-10-5), not measured on a model.

      engine     simulated engine (SIMULATED) · backend mock · transport native · stamps virtual
      model      unknown
      tokenizer  gpt-tokenizer o200k_base · not the model’s own: the engine may count prompts differently
      seed       42
      measured   2026-11-20 08:15:00 UTC · over 12.7 s
      host       Example CPU · 2 cores · 7,962 MB · linux 6.1.0 · Node 24.21.0
      run        2026-11-20T08-15-00Z-4f2a · sagellm-benchmark 0.1.0 · commit 0123456789ab
      status     PARTIAL: interrupted after 1.5 s. The numbers cover what ran before
      requests   6 in 1 workload: 5 completed, 0 failed, 1 cancelled · error rate 0 %
      cut short  Q1 by an interrupt

      Results (SIMULATED), open loop: latencies from the due time
      ┌──────────┬────┬────────┬───────────┬───────────────┬────────┬─────────┬─────────┬───────┐
      │          │    │        │           │ TTFT (due) ms │ output │ goodput │     SLO │ error │
      │ workload │ ok │ failed │ cancelled │    p50 │  max │  tok/s │   req/s │     met │  rate │
      ├──────────┼────┼────────┼───────────┼────────┼──────┼────────┼─────────┼─────────┼───────┤
      │ Q1       │  5 │      0 │         1 │  ~11.8 │ 18.0 │    213 │    3.33 │ 83.33 % │   0 % │
      └──────────┴────┴────────┴───────────┴────────┴──────┴────────┴─────────┴─────────┴───────┘
      no room here for load, TTFT (due) mean, ITL mean, ITL p95, TBT mean, TPOT mean, E2EL (due) p50, E2EL
      (due) max, done req/s (--format markdown and csv have all)
        ~ median of fewer than 8 values: n too small to bound its error
        p95: n too small below 104 values; max is shown where no workload has enough
        ITL amortised (events brought several tokens each): Q1

      The same from the moment of sending, and how late we sent
      ┌──────────┬─────────────────────┬─────────────────────┬────────────┐
      │          │     send lag ms     │       TTFT ms       │  E2EL ms   │
      │ workload │ mean │   p50 │  max │ mean │   p50 │  max │  p50 │ max │
      ├──────────┼──────┼───────┼──────┼──────┼───────┼──────┼──────┼─────┤
      │ Q1       │ 2.00 │ ~1.96 │ 3.00 │ 10.0 │ ~9.80 │ 15.0 │ ~319 │ 488 │
      └──────────┴──────┴───────┴──────┴──────┴───────┴──────┴──────┴─────┘
        ~ median of fewer than 8 values: n too small to bound its error
        p95: n too small below 104 values; max is shown where no workload has enough

      Tokens of completed requests
      ┌──────────┬────────────────────────────────────┬──────────────────┬────────────┐
      │          │           prompt tokens            │  output tokens   │            │
      │ workload │ own │ + template each │ as counted │ all │ per answer │ counted by │
      ├──────────┼─────┼─────────────────┼────────────┼─────┼────────────┼────────────┤
      │ Q1       │ 160 │               – │        160 │ 320 │          – │ usage      │
      └──────────┴─────┴─────────────────┴────────────┴─────┴────────────┴────────────┘

      Not measured
        peak memory: a simulated engine has no memory of its own

      What the numbers mean
      Latencies are of completed requests, in ms, by the client’s clock. TTFT: first token − sent. ITL:
      gap between tokens. TBT: mean gap of a request. TPOT: (last − first token) ÷ (tokens − 1), never
      contains TTFT; with TTFT in it the number is called NTPOT. E2EL: end − sent. (due): counted from
      when the load plan wanted it sent, so our own lateness is in it. Rates: completed requests over the
      time from first send to last end, warm-up excluded. – was not measured; 0 was measured. Exactly:
      bench explain KEY.
      "
    `);
  });

  it.each([60, 72, 80, 100, 132, 200])('has no line longer than a terminal of %i columns', (width) => {
    for (const report of [measuredReport, simulatedReport]) {
      const lines = tableReporter.render(report, { color: true, width }).split('\n').map(stripVTControlCharacters);
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
    }
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
    expect(text).toContain('status     complete');
  });
});
