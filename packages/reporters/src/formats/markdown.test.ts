import type { BenchmarkReport } from '@sagellm/bench-protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { measuredReport, simulatedReport } from '../../__fixtures__/reports.ts';
import { markdownReporter } from './markdown.ts';

const render = (report: BenchmarkReport) => markdownReporter.render(report, { color: true, width: 40 });

describe('markdown', () => {
  it('is a page', () => {
    const page = render({ ...measuredReport, workloads: measuredReport.workloads.slice(1) });
    expect(page).toMatchInlineSnapshot(`
      "# Benchmark report

      - **verdict:** VALID by its records; nobody watched the threads that sent the load

      - **engine:** llama.cpp b9000 · backend openai · http://127.0.0.1:8000/v1 · transport undici · stamps socket
      - **model:** tiny-2x128 · sha256 abcdef012345 · 4,096 tokens long at most · 4 slots · prefix cache on · speculation off
      - **tokenizer:** tiny-2x128 · the model’s own
      - **seed:** 42
      - **measured:** 2026-11-20 08:15:00 UTC · over 12.7 s
      - **host:** Example CPU · 2 cores · 7,962 MB · linux 6.1.0 · Node 24.21.0
      - **run:** 2026-11-20T08-15-00Z-4f2a · sagellm-benchmark 0.1.0 · commit 0123456789ab
      - **status:** complete
      - **requests:** 210 in 2 workloads: 206 completed, 4 failed · error rate 1.9 %
      - **failures:** Q5: truncated 3, timeout 1
      - **short:** answers with fewer tokens than forced: Q5 1

      ## Results

      | workload | load |  ok | failed | TTFT mean (ms) | TTFT p50 (ms) | TTFT max (ms) | ITL mean (ms) | ITL p95 (ms) | TBT mean (ms) | TPOT mean (ms) | E2EL p50 (ms) | E2EL max (ms) | output tok/s | done req/s | error rate |
      | -------- | ---- | --: | -----: | -------------: | ------------: | ------------: | ------------: | -----------: | ------------: | -------------: | ------------: | ------------: | -----------: | ---------: | ---------: |
      | Q5       | ×10  |   6 |      4 |           98.7 |        \\~96.7 |           148 |          2.50 |         3.25 |          2.50 |           2.51 |         \\~255 |           390 |          154 |       2.40 |       40 % |

      - \\~ median of fewer than 8 values; max where no workload has the 104 values of a p95

      ## Gates

      | gate               | workload | status         | measured |  limit | how                                                                                                                      |
      | ------------------ | -------- | -------------- | -------: | -----: | ------------------------------------------------------------------------------------------------------------------------ |
      | max_error_rate     | Q5       | BROKEN         |     40 % |    1 % | 4 of 10 requests that ended failed                                                                                       |
      | ttft_ms:p95&lt;200 | Q1       | kept           |  16.0 ms | 200 ms | 200 of 200 issued requests kept ttft_ms &lt; 200 ms, 190 needed                                                          |
      | ttft_ms:p95&lt;200 | Q5       | not measurable |        – | 200 ms | 6 of 10 issued requests kept ttft_ms &lt; 200 ms, 10 needed; n is too small for this percentile: 104 requests are needed |

      ## Warnings

      - **Q5:** tokens were counted by events, the server sent no usage → a server that honours include_usage gives exact counts

      ## Tokens of completed requests

      | workload | prompt tokens own | prompt tokens + template each | prompt tokens as counted | output tokens all | output tokens per answer | counted by |
      | -------- | ----------------: | ----------------------------: | -----------------------: | ----------------: | -----------------------: | ---------- |
      | Q5       |               192 |                             – |                        – |               384 |                        – | events     |

      ## Distributions

      | workload | metric                |   n | mean |  std |  min |    p50 |         p90 |         p95 |         p99 |       p99.9 |  max |
      | -------- | --------------------- | --: | ---: | ---: | ---: | -----: | ----------: | ----------: | ----------: | ----------: | ---: |
      | Q5       | TTFT, ms              |   6 | 98.7 | 9.87 | 79.0 | \\~96.7 | n too small | n too small | n too small | n too small |  148 |
      | Q5       | ITL, ms               | 378 | 2.50 | 0.25 | 2.00 |   2.45 |        3.00 |        3.25 | n too small | n too small | 3.75 |
      | Q5       | TBT, ms               |   6 | 2.50 | 0.25 | 2.00 | \\~2.45 | n too small | n too small | n too small | n too small | 3.75 |
      | Q5       | TPOT, ms              |   6 | 2.51 | 0.25 | 2.01 | \\~2.46 | n too small | n too small | n too small | n too small | 3.76 |
      | Q5       | NTPOT, ms             |   6 | 4.06 | 0.41 | 3.25 | \\~3.98 | n too small | n too small | n too small | n too small | 6.09 |
      | Q5       | E2EL, ms              |   6 |  260 | 26.0 |  208 |  \\~255 | n too small | n too small | n too small | n too small |  390 |
      | Q5       | prompt length, tokens |   6 |   32 |    0 |   32 |   \\~32 | n too small | n too small | n too small | n too small |   32 |

      ## Not measured

      - **eviction time:** no known engine tells it over HTTP
      - **KV tokens:** the server has no /metrics
      - **percentiles:** p50 needs 8 values, p90 51, p95 104, p99 528, p99.9 5,296; there were 6 requests
      - **percentiles of ITL:** p99 needs 528 values, p99.9 5,296; there were 378 gaps

      ## What the numbers mean

      Latencies are of completed requests, in ms, by the client’s clock. TTFT: first token − sent. ITL: gap between tokens. TBT: mean gap of a request. TPOT: (last − first token) ÷ (tokens − 1), never contains TTFT; with TTFT in it the number is called NTPOT. E2EL: end − sent. Rates: completed requests over the time from first send to last end, warm-up excluded. – was not measured; 0 was measured. Exactly: \`bench explain KEY\`.
      "
    `);
  });

  it('says at the top and over the results that a run is simulated and partial', () => {
    const page = render(simulatedReport);
    expect(page.split('\n').slice(0, 3)).toEqual([
      '# Benchmark report',
      '',
      '> **SIMULATED: these numbers are made by a formula (simulated engine, profile mock: TTFT 10 ms, 5 ms a token), not measured on a model.**',
    ]);
    expect(page).toContain('## Results (SIMULATED), open loop: latencies from the due time');
    expect(page).toContain('transport native · stamps virtual · client profile native');
    expect(page).toContain('- **status:** PARTIAL: interrupted after 1.5 s. The numbers cover what ran before');
  });

  it('heads an open loop with latencies from the due time and shows how late we sent', () => {
    const heads = render(simulatedReport)
      .split('\n')
      .filter((line) => line.startsWith('| workload'));
    expect(heads[0]).toContain('TTFT (due) p50 (ms)');
    expect(heads[0]).not.toContain('TTFT p50');
    expect(heads[1]).toContain('send lag max (ms)');
    expect(heads[1]).toContain('TTFT p50 (ms)');
    expect(render(simulatedReport)).toContain(
      '- **rate:** asked for 4 requests/s (poisson), due at 4.10/s, sent at 4.08/s',
    );
  });

  it('neither wraps nor colours, whatever the terminal is', () => {
    const wide = markdownReporter.render(measuredReport, { color: false });
    expect(render(measuredReport)).toBe(wide);
    expect(Math.max(...wide.split('\n').map((line) => line.length))).toBeGreaterThan(200);
  });

  it('keeps every table rectangular whatever names and messages hold', () => {
    const nasty = fc.string({
      unit: fc.constantFrom('|', '\\', '`', '\n', '\r', '<', '*', '_', '~', 'a', ' ', '\u2028'),
    });
    fc.assert(
      fc.property(nasty, nasty, (name, message) => {
        const page = render({
          ...measuredReport,
          workloads: measuredReport.workloads.map((metrics) => ({ ...metrics, workload: name })),
          gates: [{ gate: message, workload: name, status: 'broken', limit: 1, explanation: message }],
          warnings: [{ code: 'any', message, remedy: message, workload: name }],
        });
        const tables = page.split('\n\n').filter((block) => block.startsWith('|'));
        expect(tables.length).toBe(5);
        for (const table of tables) {
          const counts = table.split('\n').map(columnsOf);
          expect(new Set(counts).size).toBe(1);
        }
      }),
    );
  });

  it('says so when nothing completed, without inventing a number', () => {
    const dead = {
      workload: 'Q5',
      total_requests: 10,
      successful_requests: 0,
      failed_requests: 10,
      cancelled_requests: 0,
      short_requests: 0,
      failures: { connect: 10 },
      error_rate: 1,
      token_count_sources: [],
      notes: {},
    };
    const overall = { ...measuredReport.overall, successful_requests: 0, failed_requests: 10, error_rate: 1 };
    const page = render({ ...measuredReport, workloads: [dead], overall, gates: [], warnings: [], unmeasured: [] });
    const row = page.split('\n').find((line) => line.startsWith('| Q5'))!;
    expect(row.split('|').map((cell) => cell.trim())).toEqual([
      '',
      'Q5',
      '×10',
      '0',
      '10',
      ...Array<string>(10).fill('–'),
      '–',
      '100 %',
      '',
    ]);
    expect(page).toContain('- **failures:** Q5: connect 10');
    expect(page).not.toContain('## Distributions');
  });
});

/** Cells of a row, by GitHub's rule: a pipe counts unless a backslash stands before it. */
function columnsOf(line: string): number {
  return line.match(/(?<!\\)(?:\\\\)*\|/g)!.length - 1;
}
