import { ForeignReportFile } from '@sagellm/bench-protocol';
import { describe, expect, it } from 'vitest';
import { pythonFile, pythonFiles } from '../../__fixtures__/python-files.ts';
import { parseReportFile } from '../files/parse-report-file.ts';
import { renderForeign } from './render-foreign.ts';

describe('a file of the Python products', () => {
  it('as a table: a summary', () => {
    expect(shown('run/benchmark_summary.json', 'table')).toMatchInlineSnapshot(`
      "Summary of a run
      Numbers of the Python isagellm-benchmark, as it wrote them; not measured by this program.

      file       run/benchmark_summary.json
      written by isagellm-benchmark run

      Overall
      ┌─────────────────────┬───────┐
      │                     │       │
      │ key                 │ value │
      ├─────────────────────┼───────┤
      │ total_workloads     │     2 │
      │ total_requests      │   7 ? │
      │ successful_requests │   7 ? │
      │ failed_requests     │   0 ? │
      └─────────────────────┴───────┘

      Workloads
      ┌─────────────────────┬────────┬────────┐
      │                     │        │        │
      │ workload            │     Q1 │     Q4 │
      ├─────────────────────┼────────┼────────┤
      │ total_requests      │    4 ? │    3 ? │
      │ successful_requests │    4 ? │    3 ? │
      │ failed_requests     │    0 ? │    0 ? │
      │ avg_ttft_ms         │ 41.9 ? │ 52.4 ? │
      │ avg_throughput_tps  │  487 ? │  324 ? │
      │ error_rate          │  0 % ? │  0 % ? │
      └─────────────────────┴────────┴────────┘
      ? doubtful, see below   – not measured

      What is doubtful (4)
        TTFT may be the time of the whole answer: the command never streams, and the engine gives the
          time of the whole answer as TTFT; without an E2EL in the file it cannot be told (avg_ttft_ms)
        requests that failed may be missing from the counts: the runner leaves a request that raises an
          exception out of the results (total_requests, successful_requests, failed_requests, error_rate)
        not the tokens per second of the run: it is the mean over requests of each request’s own rate
          (avg_throughput_tps)
        the file does not say its schema version, when and on which machine it ran, the engine or the
          model: so nothing shows that another file was measured under the same conditions
      "
    `);
  });

  it('as a table: what a gateway without an engine was said to have done', () => {
    expect(shown('compare/compare-record-no-engine-but-reported-ok.json', 'table')).toMatchInlineSnapshot(`
      "Target dead of a comparison
      Numbers of the Python isagellm-benchmark, as it wrote them; not measured by this program.

      file       compare/compare-record-no-engine-but-reported-ok.json
      written by isagellm-benchmark compare or compare-record
      model      tiny-llama
      url        http://127.0.0.1:18910/v1
      batches    1

      Scenarios
      ┌─────────────────────┬──────────┬─────────┐
      │                     │          │         │
      │ scenario            │ short_b1 │ long_b1 │
      ├─────────────────────┼──────────┼─────────┤
      │ batch_size          │        1 │       1 │
      │ ttft_ms             │    334 ? │  19.1 ? │
      │ tbt_ms              │  0.064 ? │  0.24 ? │
      │ throughput_tps      │    169 ? │ 1,761 ? │
      │ latency_p50_ms      │    337 ? │  32.4 ? │
      │ latency_p95_ms      │    337 ? │  32.4 ? │
      │ latency_p99_ms      │    337 ? │  32.4 ? │
      │ memory_mb           │        – │       – │
      │ successful_requests │      1 ? │     1 ? │
      │ failed_requests     │      0 ? │     0 ? │
      └─────────────────────┴──────────┴─────────┘

      Means over all rows
      ┌───────────────────────┬────────┐
      │                       │        │
      │ key                   │  value │
      ├───────────────────────┼────────┤
      │ total_rows            │      2 │
      │ avg_ttft_ms           │  176 ? │
      │ avg_tbt_ms            │ 0.15 ? │
      │ avg_throughput_tps    │  965 ? │
      │ output_throughput_tps │      – │
      └───────────────────────┴────────┘
      ? doubtful, see below   – not measured

      What is doubtful (12)
        these successes were probably no answers of a model: their text came faster than a model writes,
          in one piece, as the sageLLM gateway sends an error (“[Stream error: …”) when it has no engine;
          the product counts that as a success and its words as tokens (successful_requests,
          failed_requests, ttft_ms, tbt_ms, throughput_tps, latency_p50_ms, latency_p95_ms,
          latency_p99_ms; short_b1, long_b1)
        the means hold such successes too: short_b1, long_b1 went into them (avg_ttft_ms, avg_tbt_ms,
          avg_throughput_tps)
        the time between tokens is impossible: short_b1: tbt_ms 0.064 beside ttft_ms 334; long_b1:
          tbt_ms 0.24 beside ttft_ms 19.1: the text came in one piece; it may have been an error (ttft_ms,
          tbt_ms; short_b1, long_b1)
        E2EL was not measured: these are percentiles of TTFT + TBT × (tokens − 1) (latency_p50_ms,
          latency_p95_ms, latency_p99_ms)
        percentiles of too few values: p50 needs 8 values, p95 104, p99 528; short_b1 has 1, long_b1 has
          1 (latency_p50_ms, latency_p95_ms, latency_p99_ms)
        each row is one batch: no warm-up and no repetition, so the first row carries the cold start and
          no spread can be given (ttft_ms, tbt_ms, throughput_tps)
        tokens may be chunks of the stream: without a tokenizer the product counts chunks, and the file
          does not say which it did (tbt_ms, throughput_tps, avg_tbt_ms, avg_throughput_tps)
        a prefix cache may have answered: every request has the same prompt, one word repeated; the
          length that was really sent, and whether it was cut to fit the model, are not in the file
          (ttft_ms, avg_ttft_ms)
        a mean of things that differ: it averages short and long prompts and all batch sizes with equal
          weight (avg_ttft_ms, avg_tbt_ms, avg_throughput_tps)
        the product’s own reports print 0.00 for it: it is not in the file and was never computed
          (output_throughput_tps)
        the file says 0, shown here as –: the Python product writes 0 also where nothing was measured,
          so a 0 here is no measurement (memory_mb)
        the file does not say its schema version, when and on which machine it ran, the engine’s version
          or the tokenizer: so nothing shows that another file was measured under the same conditions
      "
    `);
  });

  it('as markdown: simulated numbers under their watermark', () => {
    expect(shown('perf/perf-simulate.json', 'markdown')).toMatchInlineSnapshot(`
      "# End-to-end performance

      > **SIMULATED: these numbers are made by a formula, not measured.**

      > **Numbers of the Python isagellm-benchmark, as it wrote them; not measured by this program.**

      - **file:** perf/perf-simulate.json
      - **written by:** isagellm-benchmark perf --type e2e
      - **model:** tiny-llama
      - **batches:** 1

      ## Scenarios

      | scenario · precision | short_b1 · fp16 | long_b1 · fp16 | short_b1 · int8 | long_b1 · int8 |
      | -------------------- | --------------: | -------------: | --------------: | -------------: |
      | batch_size           |               1 |              1 |               1 |              1 |
      | ttft_ms              |          48.3 ? |         77.6 ? |          35.7 ? |         66.3 ? |
      | tbt_ms               |          9.67 ? |         15.4 ? |          7.72 ? |         12.7 ? |
      | throughput_tps       |           101 ? |         57.8 ? |           125 ? |         64.6 ? |
      | latency_p50_ms       |         1,277 ? |        7,949 ? |         1,016 ? |        6,561 ? |
      | latency_p95_ms       |         1,277 ? |        7,949 ? |         1,016 ? |        6,561 ? |
      | latency_p99_ms       |         1,277 ? |        7,949 ? |         1,016 ? |        6,561 ? |
      | memory_mb            |         5,026 ? |        5,410 ? |         5,026 ? |        5,410 ? |

      ## Means over all rows

      | key                   |  value |
      | --------------------- | -----: |
      | total_rows            |      4 |
      | avg_ttft_ms           | 56.9 ? |
      | avg_tbt_ms            | 11.4 ? |
      | avg_throughput_tps    | 87.1 ? |
      | output_throughput_tps |      – |

      ? doubtful, see below   – not measured

      ## What is doubtful (1)

      - **made up: no model, no server, no clock took part:** “simulate” is true: the numbers come from a formula seeded with the names of model, precision and scenario (ttft_ms, tbt_ms, throughput_tps, latency_p50_ms, latency_p95_ms, latency_p99_ms, memory_mb, avg_ttft_ms, avg_tbt_ms, avg_throughput_tps)
      "
    `);
  });

  it('as markdown: an experiment', () => {
    expect(shown('control-plane/latency_latency_result.json', 'markdown')).toMatchInlineSnapshot(`
      "# Experiment: latency

      > **Numbers of the Python isagellm-control-plane-benchmark, as it wrote them; not measured by this program.**

      - **file:** control-plane/latency_latency_result.json
      - **written by:** isagellm-control-plane-benchmark experiment
      - **time:** 2026-11-22T07:26:25.229407 (no time zone in the file), 3.903498 s
      - **url:** http://127.0.0.1:18901
      - **policies:** hybrid

      ## Results

      | policy                   | hybrid |
      | ------------------------ | -----: |
      | request_rate             |     20 |
      | num_requests             |   12 ? |
      | latency_stats.mean_ms    |    653 |
      | latency_stats.min_ms     |    653 |
      | latency_stats.max_ms     |    653 |
      | latency_stats.p50_ms     |  653 ? |
      | latency_stats.p90_ms     |      – |
      | latency_stats.p95_ms     |  653 ? |
      | latency_stats.p99_ms     |  653 ? |
      | latency_stats.std_dev_ms |      – |
      | percentiles.p50          |      – |
      | percentiles.p90          |      – |
      | percentiles.p95          |      – |
      | percentiles.p99          |      – |
      | percentiles.p99.9        |      – |
      | success_rate             |   50 % |

      ? doubtful, see below   – not measured

      ## What is doubtful (7)

      - **never computed:** the product reads each request’s latency from a field that its results do not have, and writes 0 (percentiles.\\*, latency_stats.p90_ms, latency_stats.std_dev_ms, percentiles.p99.9)
      - **the file says 0, shown here as –:** the Python product writes 0 also where nothing was measured, so a 0 here is no measurement (percentiles.\\*, latency_stats.p90_ms, latency_stats.std_dev_ms, percentiles.p99.9)
      - **percentiles of too few values:** p50 needs 8 values, p95 104, p99 528; hybrid has 1 (latency_stats.\\*)
      - **fewer requests were measured: 2:** 10 of each series go into warm-up, whatever their number (num_requests)
      - **“success” is true:** it says that the program ended, not that requests succeeded; “success_rate” does
      - **the winners that the file names are not shown (best_policy_p50, best_policy_p99, lowest_p50, lowest_p99):** each is the largest or smallest of one measurement, and nothing says that a difference is more than noise
      - **the file does not say the machine, the engine, its version or the seed:** so nothing shows that another file was measured under the same conditions
      "
    `);
  });

  it('as CSV, a line a number with its doubts: operators', () => {
    expect(shown('perf/perf-operator.json', 'csv').replaceAll('\r\n', '\n')).toMatchInlineSnapshot(`
      "product,simulated,table,row,key,value,doubts
      isagellm-benchmark,false,Operators,Linear-ref · CustomLinear,baseline_time_ms,30.6315899999845,mean-without-spread
      isagellm-benchmark,false,Operators,Linear-ref · CustomLinear,optimized_time_ms,28.404020999914792,mean-without-spread
      isagellm-benchmark,false,Operators,Linear-ref · CustomLinear,speedup,1.0784244244882226,mean-without-spread
      isagellm-benchmark,false,Operators,Linear-ref · CustomLinear,time_saved_ms,2.227569000069707,mean-without-spread
      isagellm-benchmark,false,Operators,Linear-ref · CustomLinear,time_saved_pct,7.272129850493671,mean-without-spread
      isagellm-benchmark,false,Operators,Linear-ref · CustomLinear,baseline_memory_mb,,zero-means-unmeasured
      isagellm-benchmark,false,Operators,Linear-ref · CustomLinear,optimized_memory_mb,,zero-means-unmeasured
      isagellm-benchmark,false,Operators,LayerNorm-ref · CustomRMSNorm,baseline_time_ms,2.531762999979037,different-operations mean-without-spread
      isagellm-benchmark,false,Operators,LayerNorm-ref · CustomRMSNorm,optimized_time_ms,5.030411499774345,different-operations mean-without-spread
      isagellm-benchmark,false,Operators,LayerNorm-ref · CustomRMSNorm,speedup,0.5032914305504842,different-operations mean-without-spread
      isagellm-benchmark,false,Operators,LayerNorm-ref · CustomRMSNorm,time_saved_ms,-2.4986484997953085,different-operations mean-without-spread
      isagellm-benchmark,false,Operators,LayerNorm-ref · CustomRMSNorm,time_saved_pct,-98.69203791255332,different-operations mean-without-spread
      isagellm-benchmark,false,Operators,LayerNorm-ref · CustomRMSNorm,baseline_memory_mb,,zero-means-unmeasured
      isagellm-benchmark,false,Operators,LayerNorm-ref · CustomRMSNorm,optimized_memory_mb,,zero-means-unmeasured
      isagellm-benchmark,false,Operators,SiLU*Mul · FusedSiLUMul,baseline_time_ms,0.6067449999136443,same-code-twice mean-without-spread
      isagellm-benchmark,false,Operators,SiLU*Mul · FusedSiLUMul,optimized_time_ms,0.47851949989308196,same-code-twice mean-without-spread
      isagellm-benchmark,false,Operators,SiLU*Mul · FusedSiLUMul,speedup,1.26796295668037,same-code-twice mean-without-spread
      isagellm-benchmark,false,Operators,SiLU*Mul · FusedSiLUMul,time_saved_ms,0.12822550002056232,same-code-twice mean-without-spread
      isagellm-benchmark,false,Operators,SiLU*Mul · FusedSiLUMul,time_saved_pct,21.13334267918354,same-code-twice mean-without-spread
      isagellm-benchmark,false,Operators,SiLU*Mul · FusedSiLUMul,baseline_memory_mb,,zero-means-unmeasured
      isagellm-benchmark,false,Operators,SiLU*Mul · FusedSiLUMul,optimized_memory_mb,,zero-means-unmeasured
      "
    `);
  });

  it('as JSON, a missing key where nothing was measured: a comparison without streaming', () => {
    expect(shown('nonstream-compare/engine.json', 'json')).toMatchInlineSnapshot(`
      "{
        "schema": "sagellm-bench/foreign-report",
        "schema_version": 1,
        "kind": "nonstream-target",
        "title": "Target engine of a comparison without streaming",
        "origin": {
          "product": "isagellm-benchmark",
          "command": "nonstream-compare",
          "file": "nonstream-compare/engine.json"
        },
        "simulated": false,
        "facts": [
          {
            "label": "model",
            "text": "tiny-llama"
          },
          {
            "label": "prompt",
            "text": "请用一句话介绍你自己。"
          },
          {
            "label": "max_tokens",
            "text": "8"
          },
          {
            "label": "url",
            "text": "http://127.0.0.1:18902/v1"
          }
        ],
        "doubts": [
          {
            "code": "connecting-is-inside",
            "keys": [
              "avg_latency_ms",
              "avg_request_latency_ms",
              "throughput_rps",
              "wall_time_ms"
            ],
            "says": "the time to connect and to start threads is inside",
            "because": "each request opens a connection of its own, in a thread that starts within the measured time"
          },
          {
            "code": "same-prompt-again",
            "keys": [
              "avg_latency_ms",
              "avg_request_latency_ms",
              "throughput_rps",
              "wall_time_ms"
            ],
            "says": "a prefix cache may have answered",
            "because": "warm-up and every request send the same prompt"
          },
          {
            "code": "success-untrusted",
            "keys": [
              "successful_requests",
              "failed_requests",
              "success_count",
              "error_count"
            ],
            "says": "a success may be a failure",
            "because": "every answer with status 200 counts as one, also when its text is an error"
          },
          {
            "code": "latency-of-failures-too",
            "keys": [
              "avg_request_latency_ms"
            ],
            "says": "a batch’s mean latency includes failures, the summary’s does not",
            "because": "the product averages all requests of a batch, and successes only over all batches"
          },
          {
            "code": "frame-missing",
            "says": "the file does not say its schema version, when and on which machine it ran or the engine’s version",
            "because": "so nothing shows that another file was measured under the same conditions"
          }
        ],
        "tables": [
          {
            "title": "Summary",
            "labels": [],
            "columns": [
              "total_batches",
              "warmup_rounds",
              "total_requests",
              "successful_requests",
              "failed_requests",
              "avg_latency_ms",
              "avg_prompt_tokens",
              "avg_completion_tokens",
              "throughput_rps"
            ],
            "rows": [
              {
                "labels": {},
                "values": {
                  "total_batches": 1,
                  "warmup_rounds": 1,
                  "total_requests": 1,
                  "successful_requests": 1,
                  "failed_requests": 0,
                  "avg_latency_ms": 13.733008000144764,
                  "avg_prompt_tokens": 32,
                  "avg_completion_tokens": 8,
                  "throughput_rps": 56.656649204018
                }
              }
            ]
          },
          {
            "title": "Batches",
            "labels": [
              "round_index",
              "batch_size"
            ],
            "columns": [
              "request_count",
              "success_count",
              "error_count",
              "wall_time_ms",
              "avg_request_latency_ms",
              "throughput_rps",
              "prompt_tokens",
              "completion_tokens"
            ],
            "rows": [
              {
                "labels": {
                  "round_index": "1",
                  "batch_size": "1"
                },
                "values": {
                  "request_count": 1,
                  "success_count": 1,
                  "error_count": 0,
                  "wall_time_ms": 17.65017900015664,
                  "avg_request_latency_ms": 13.733008000144764,
                  "throughput_rps": 56.656649204018,
                  "prompt_tokens": 32,
                  "completion_tokens": 8
                }
              }
            ]
          }
        ]
      }
      "
    `);
  });

  it('refuses a format that there is not', () => {
    expect(() => shown('run/benchmark_summary.json', 'xml')).toThrow('--format xml: there is no such format');
  });

  it('tells a terminal nothing but text, whatever stands in names', () => {
    const text = pythonFile('run/benchmark_summary.json').replace('"Q1"', '"\\u001b[31mQ1\\nx"');
    expect(rendered(text, 'summary.json', 'table')).not.toContain('\u001b');
    expect(rendered(text, 'summary.json', 'markdown')).toMatch(/^\| workload +\| +Q1 x \| +Q4 \|$/m);
  });
});

const results = pythonFiles.filter(
  (name) => name.endsWith('.json') && !/config|engine-response|workload-template/.test(name),
);

describe.each(results)('%s', (name) => {
  it('shows in every format whose it is', () => {
    const product = name.startsWith('control-plane/') ? 'isagellm-control-plane-benchmark' : 'isagellm-benchmark';
    for (const format of ['table', 'markdown', 'json', 'csv']) expect(shown(name, format)).toContain(product);
  });

  it('says SIMULATED if, and only if, it is', () => {
    const simulated = name === 'perf/perf-simulate.json';
    expect(shown(name, 'table').includes('SIMULATED')).toBe(simulated);
    expect(shown(name, 'markdown').includes('SIMULATED')).toBe(simulated);
    expect(JSON.parse(shown(name, 'json')).simulated).toBe(simulated);
    expect(shown(name, 'csv').includes('-benchmark,true,')).toBe(simulated);
  });

  it('is shown, or refused in a sentence, with any part of it replaced', () => {
    const whole = JSON.parse(pythonFile(name));
    const paths = pathsOf(whole);
    const step = Math.ceil(paths.length / 30);
    let shownOrRefused = 0;
    for (const path of paths.filter((_, index) => index % step === 0))
      for (const other of [null, 'text', [], {}]) {
        const changed = structuredClone(whole);
        replace(changed, path, other);
        expect(outcome(JSON.stringify(changed), name)).toMatch(/shown|refused/);
        shownOrRefused++;
      }
    expect(shownOrRefused).toBeGreaterThan(20);
  });
});

function outcome(text: string, name: string): string {
  try {
    const file = parseReportFile(text, name);
    if (file.kind === 'foreign')
      for (const format of ['markdown', 'csv']) renderForeign(file.report, format, { color: false });
    return 'shown';
  } catch (error) {
    if ((error as Error).name === 'BenchmarkError') return 'refused';
    throw error;
  }
}

/** Every place in the value but those inside a single request’s record. */
function pathsOf(value: unknown, path: (string | number)[] = []): (string | number)[][] {
  if (typeof value !== 'object' || value === null || path.at(-2) === 'raw_results' || path.at(-2) === 'requests')
    return [];
  return Object.entries(value).flatMap(([key, held]) => [[...path, key], ...pathsOf(held, [...path, key])]);
}

function replace(value: Record<string | number, unknown>, [key, ...rest]: (string | number)[], other: unknown): void {
  if (rest.length === 0) value[key!] = other;
  else replace(value[key!] as Record<string | number, unknown>, rest, other);
}

function shown(name: string, format: string): string {
  return rendered(pythonFile(name), name, format);
}

function rendered(text: string, name: string, format: string): string {
  const file = parseReportFile(text, name);
  if (file.kind !== 'foreign') throw new Error(`${name} was read as ours`);
  return renderForeign(file.report, format, { color: false, width: 100 });
}

it.each(pythonFiles.filter(isReport))('as JSON it has the published schema: %s', (file) => {
  const report = JSON.parse(shown(file, 'json'));
  expect(ForeignReportFile.strict().parse(report)).toEqual(report);
});

/** Some files of the folder are no reports, and refused with a reason (see above). */
function isReport(name: string): boolean {
  try {
    return parseReportFile(pythonFile(name), name).kind === 'foreign';
  } catch {
    return false;
  }
}
