import type { ExitCode, FailureClass, TimeoutPhase } from '../../packages/protocol/src/index.ts';

export const INTRODUCTION = `# What each number means

<!-- Generated from the metric catalog by \`pnpm generate\`; edit packages/protocol/src/metric-catalog or scripts/generate. -->

A number without its definition says nothing: tools use the same names for different things. Here every key has one
definition, used by the program, by \`bench explain KEY\` and by this page. A key that is absent was not measured; 0 is a
measurement.

## Clocks and moments

All times of a run are milliseconds of one monotonic clock, counted from the run's start; the wall clock is read once and
kept in the manifest. A stamp is taken when bytes are read from the socket, before any of them is parsed. A request has
these moments:

| moment | when |
|---|---|
| due | the load plan wanted it sent (open loops only) |
| sent | its first byte was handed to the socket; opening the connection is over by then and stamped apart |
| headers | the status line was read |
| first_event | the first stream event of any kind was read |
| first_token | the first event was read that carries content, reasoning, a tool call or audio that is not empty |
| last_token | the last such event was read |
| end | the body ended |

A transport that cannot see the moment of sending marks its stamps with their source (\`stamp_source\`); runs of different
sources are not compared silently. Warm-up requests have prompts of their own and enter no number. The measured window of a
workload reaches from its first measured send to its last measured end.

Tokens are counted by the first that knows: the server's usage, token ids, a tokenizer on the text, and last the number of
events. Each record keeps which one it was.`;

export const STATISTICS = `## Percentiles

Percentiles interpolate linearly between raw values (type 7, the default of numpy). JSON and CSV carry each with the number
of values behind it. A two-sided 99 % interval of a percentile exists from 8 values on for p50, 51 for p90, 104 for p95, 528
for p99 and 5296 for p99.9. Below that JSON says \`reliable: false\`, text says "n too small" (a median is marked with ~), and
a gate on it is not measurable. Latencies are of completed requests; failures have none, and count as missed where a limit
asks for a share of all requests.

A clause of \`--slo\` is one of three. \`ttft_ms:p95<200\` asks that 95 % of all requests issued stay below 200 ms.
\`ttft_ms<200\` is the limit alone: it decides goodput. \`tpot_ms:mean<20\` holds the mean of completed requests against a
limit and never enters goodput.`;

export const SPELLING = `## Spelling in files

In JSON a distribution is an object, \`metrics.ttft_ms.p95\`; CSV writes \`ttft_ms.p95\`. \`<workload>_metrics.json\` and each
workload of \`benchmark_summary.json\` also have the flat names of the Python product beside it: \`avg_ttft_ms\` is the mean,
\`p50_ttft_ms\`, \`p95_ttft_ms\` and \`p99_ttft_ms\` are percentiles, \`std_ttft_ms\` is the sample standard deviation. Three
things are not as they are there:

- \`avg_tpot_ms\` never contains TTFT. The Python product’s number of this name does; here that is \`avg_ntpot_ms\`.
- Percentiles are interpolated; the Python product takes the value at position ⌊n·p⌋, so that its p50 of two values is the
  larger one.
- A number that nobody measured is left out, where the Python product writes 0.`;

export const FAILURES: Record<FailureClass, string> = {
  connect: 'no connection came about',
  timeout: 'one of our limits ran out, see below',
  http: 'the status was not a success',
  'stream-error': 'an error came as an event inside a stream that had begun well, or as the finish reason',
  truncated:
    'the stream ended with neither a finish reason nor `[DONE]`, or the connection closed before the reply was whole',
  malformed: 'what came cannot be read as a reply',
  empty: 'tokens were wanted, none came and none was counted',
  'error-as-text': 'the failure came as the assistant’s text in a stream that looks well, as sageLLM’s gateway does',
  'usage-impossible': 'the server counted 0 tokens where text came, or more than were allowed',
};

export const TIMEOUTS: Record<TimeoutPhase, string> = {
  connect: '`--timeout-connect`: until the connection is open',
  'first-token': '`--timeout-first-token`: from sending to the first token',
  idle: '`--timeout-idle`: between two reads',
  total: '`--timeout-total`: the whole request',
};

export const EXIT_CODES: Record<keyof typeof ExitCode, string> = {
  done: 'done, every promise kept',
  fault: 'something did not work: the server is dead, no request completed, a file cannot be written',
  usage: 'a wrong flag, file or value',
  promiseBroken: 'a promise was broken or could not be measured: an SLO, or the accepted error rate',
  invalidMeasurement: 'the measurement itself is INVALID (docs/TRUST.md), and `--accept-invalid` was not given',
  interrupted: 'interrupted (SIGINT); what was measured is reported as partial',
  terminated: 'terminated (SIGTERM); what was measured is reported as partial',
};
