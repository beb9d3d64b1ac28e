import { systemClock } from '@sagellm/bench-clock';
import type { BenchmarkRequest, HttpRequest, Observation, ResponseSink, Transport } from '@sagellm/bench-protocol';
import { createParser } from 'eventsource-parser';
import { createLeanTransport, createOpenAIClient, createUndiciTransport, engineProfiles } from '../src/index.ts';
import { runYardstick } from './raw-socket-yardstick.ts';

/** Runs one client against the server at a port, and says how fast it was: `NAME PORT CONNECTIONS REQUESTS`. */
const [name = '', port = '', connections = '', requests = ''] = process.argv.slice(2);

const origin = `http://127.0.0.1:${port}`;
const create = { lean: createLeanTransport, undici: createUndiciTransport };

/** How many events or tokens came, of so many requests. */
async function run(count: number): Promise<number> {
  if (name === 'yardstick') return runYardstick(Number(port), Number(connections), count);
  if (name === 'fetch') return inTurns(count, withFetch);
  if (name === 'openai-sdk') return inTurns(count, await openaiSdk());
  const [kind, layer] = name.split('+') as ['lean' | 'undici', 'sink' | 'client' | 'client-usage'];
  const transport = create[kind]({ origin, clock: systemClock, connectTimeoutMs: 5_000 });
  return layer === 'sink' ? withSink(transport, count) : withClient(transport, count, layer === 'client-usage');
}

async function withSink(transport: Transport, count: number): Promise<number> {
  await transport.open(Number(connections));
  const body = Buffer.alloc(600, 'a');
  const request: HttpRequest = {
    method: 'POST',
    path: '/v1/chat/completions',
    headers: { accept: 'text/event-stream' },
    body,
  };
  let bytes = 0;
  let started = 0;
  let ended = 0;
  return new Promise((resolve, reject) => {
    const sink: ResponseSink = {
      connected() {},
      sent() {},
      headers() {},
      data(_slot, _at, piece) {
        bytes += piece.length;
      },
      end(slot) {
        if (++ended === count) void transport.close().then(() => resolve(bytes));
        else if (started < count) send(slot);
      },
      fail: (_slot, _at, failure) => reject(new Error(failure.message)),
    };
    const send = (slot: number) => {
      started++;
      transport.send(slot, request, sink);
    };
    for (let slot = 0; slot < Number(connections); slot++) send(slot);
  });
}

async function withClient(transport: Transport, count: number, continuousUsage: boolean): Promise<number> {
  const client = createOpenAIClient({
    transport,
    profile: continuousUsage ? engineProfiles.vllm : engineProfiles.openai,
    baseUrl: origin,
    model: 'tiny',
    timeouts: { connectMs: 5_000, firstTokenMs: 60_000, idleMs: 30_000, totalMs: 300_000 },
    clock: systemClock,
    endpoint: 'chat',
  });
  await client.open(Number(connections));
  const prepared = Array.from({ length: count }, (_, i) => client.prepare(requestOf(i)));
  measured.begin();
  let tokens = 0;
  let started = 0;
  let ended = 0;
  return new Promise((resolve, reject) => {
    const done = (observation: Observation) => {
      if (observation.status !== 'completed') return reject(new Error(observation.failure?.message));
      tokens += observation.tokenTimes!.length;
      if (++ended === count) void client.close().then(() => resolve(tokens));
      else if (started < count) client.send(prepared[started++]!, done);
    };
    while (started < Math.min(Number(connections), count)) client.send(prepared[started++]!, done);
  });
}

/** So many at once as there are connections. */
async function inTurns(count: number, ask: () => Promise<number>): Promise<number> {
  let left = count;
  let seen = 0;
  const one = async () => {
    while (left-- > 0) seen += await ask();
  };
  await Promise.all(Array.from({ length: Number(connections) }, one));
  return seen;
}

const chat = {
  model: 'tiny',
  messages: [{ role: 'user' as const, content: 'a'.repeat(400) }],
  max_tokens: 32,
  stream: true as const,
};

/** What a careful user of `fetch` does: decodes, splits into events, parses each. */
async function withFetch(): Promise<number> {
  const response = await fetch(`${origin}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(chat),
  });
  let tokens = 0;
  const parser = createParser({
    onEvent: ({ data }) => {
      if (data !== '[DONE]' && JSON.parse(data).choices[0]?.delta.content) tokens++;
    },
  });
  const decoder = new TextDecoder();
  for await (const bytes of response.body!) parser.feed(decoder.decode(bytes, { stream: true }));
  return tokens;
}

async function openaiSdk(): Promise<() => Promise<number>> {
  const { OpenAI } = await import('openai');
  const client = new OpenAI({ baseURL: `${origin}/v1`, apiKey: 'none', maxRetries: 0 });
  return async () => {
    let tokens = 0;
    for await (const chunk of await client.chat.completions.create(chat)) {
      if (chunk.choices[0]?.delta.content) tokens++;
    }
    return tokens;
  };
}

function requestOf(index: number): BenchmarkRequest {
  return {
    request_id: `r-${index}`,
    workload: 'bench',
    input: { kind: 'text', text: 'a'.repeat(400) },
    prompt_tokens: 11,
    max_tokens: 32,
    exact_output: false,
    stream: true,
    sampling: {},
  };
}

const measured = {
  at: 0,
  cpu: process.cpuUsage(),
  begin() {
    this.at = performance.now();
    this.cpu = process.cpuUsage();
  },
  end(count: number) {
    const { user, system } = process.cpuUsage(this.cpu);
    return { perSecond: (count / (performance.now() - this.at)) * 1000, cpuMicroseconds: (user + system) / count };
  },
};

const total = Number(requests);
await run(Math.ceil(total / 5));
measured.begin();
const seen = await run(total);
process.send?.({ name, seen, ...measured.end(total) });
process.disconnect?.();
