import type { BenchmarkReport } from '@sagellm/bench-protocol';
import { expect, it } from 'vitest';
import { measuredReport } from '../../../__fixtures__/reports.ts';
import { markdownText } from '../../formats/markdown.ts';
import { instrument } from './instrument.ts';

const health = [
  {
    workload: 'Q1',
    steal_share: 0.004,
    threads: [
      {
        thread: 'load 1',
        seconds: 30,
        loop_utilisation: 0.12,
        loop_delay_ms: { p50: 0.1, p99: 1.25, max: 9 },
        events_waiting_share: 0,
        gc: { count: 3, total_ms: 4, longest_ms: 2.5 },
        cpu_share: 0.11,
        run_queue_wait_ms: 45,
        starved: 0,
      },
      { thread: 'load 2', seconds: 30 },
    ],
  },
];
const checks = [
  {
    workload: 'Q1',
    arrivals: {
      sends: 200,
      planned_rate: 20.1,
      sent_rate: 20,
      asked_rate: 20,
      asked_cv: 1,
      planned_cv: 0.98,
      sent_cv: 1.02,
      ks_distance: 0.03,
    },
    late_sends: 2,
    in_flight: { counted: 1.25, by_littles_law: 1.25 },
  },
  { workload: 'Q5', concurrency: { asked: 10, achieved: 9.9 }, tokens: { by_usage: 384, by_stream: 380 } },
];

it('shows what the verdict rests on; what nobody could tell is –, never 0', () => {
  const report: BenchmarkReport = {
    ...measuredReport,
    manifest: { ...measuredReport.manifest, health },
    verdict: { state: 'VALID', reasons: [], checks },
  };
  expect(markdownText(instrument(report))).toMatchInlineSnapshot(`
    "## The instrument

    | workload | thread | watched (s) | loop busy | loop late p99 (ms) | events waiting | longest GC (ms) |  CPU | waited for CPU (ms) | steal | starved |
    | -------- | ------ | ----------: | --------: | -----------------: | -------------: | --------------: | ---: | ------------------: | ----: | ------: |
    | Q1       | load 1 |        30.0 |      12 % |               1.25 |            0 % |            2.50 | 11 % |                45.0 | 0.4 % |       0 |
    | Q1       | load 2 |        30.0 |         – |                  – |              – |               – |    – |                   – | 0.4 % |       – |

    - **Q1:** sent 20.0/s for 20.1/s planned, CV of the gaps 1.02 for 0.98 (asked 1), Kolmogorov–Smirnov distance 0.030; late sends 2; in flight on average 1.25 counted, 1.25 by Little’s law
    - **Q5:** slots full: 9.90 of 10; output tokens 384 by usage, 380 told in the stream
    "
  `);
});

it('is left out where there is nothing to show', () => {
  expect(instrument(measuredReport)).toEqual([]);
  const { verdict: _, ...old } = measuredReport;
  expect(instrument(old)).toEqual([]);
});
