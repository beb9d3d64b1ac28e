// What another service does with the packages: prompts of a workload, sent to a server, and their TTFT in numbers.
import { createOpenAIClient, createUndiciTransport, engineProfiles, probeServer } from '@sagellm/bench-clients';
import { systemClock } from '@sagellm/bench-clock';
import { builtinDataset, resolveTokenizer, resolveWorkloads } from '@sagellm/bench-datasets';
import { describe } from '@sagellm/bench-metrics';
import { BenchmarkRequest, type Distribution, findMetric } from '@sagellm/bench-protocol';

const REQUESTS = 3;
const baseUrl = process.argv[2]!;
const profile = engineProfiles.embedded;
const server = await probeServer({ baseUrl, profile, signal: AbortSignal.timeout(10_000), timeoutMs: 5_000 });
const client = createOpenAIClient({
  transport: createUndiciTransport({ origin: new URL(baseUrl).origin, clock: systemClock, connectTimeoutMs: 5_000 }),
  profile,
  baseUrl,
  model: server.model,
  timeouts: { connectMs: 5_000, firstTokenMs: 10_000, idleMs: 10_000, totalMs: 20_000 },
  clock: systemClock,
  endpoint: 'chat',
});
await client.open(1);

// @ts-expect-error types of the packages are types, not `any`
const wrong: string = describe([1, 2, 3]);
void wrong;

const timesToFirstToken: number[] = [];
const answers: { wanted: number; came: number | undefined; status: string }[] = [];
const [workload] = resolveWorkloads('Q1');
const tokenizer = await resolveTokenizer('o200k_base');
for (const request of builtinDataset.sample({
  workload: workload!,
  tokenizer,
  seed: 42,
  phase: 'measured',
  exactOutput: true,
})) {
  if (answers.length === REQUESTS) break;
  const { observation } = await client.generate(BenchmarkRequest.parse(request));
  answers.push({ wanted: request.max_tokens, came: observation.outputTokens, status: observation.status });
  if (observation.firstToken !== undefined && observation.sent !== undefined)
    timesToFirstToken.push(observation.firstToken - observation.sent);
}
await client.close();

const ttft: Distribution | undefined = describe(timesToFirstToken);
console.log(JSON.stringify({ node: process.version, answers, ttft, label: findMetric('ttft_ms')?.label }));
