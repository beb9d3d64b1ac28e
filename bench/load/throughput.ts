import { benchRun } from './bench-run.ts';
import { CLIENT_CORE, firstMessage, startClientsBench } from './processes.ts';
import { median, rounded, table } from './table.ts';

type Measured = { perSecond: number; cpuMicroseconds: number };

/** Requests that a contender sends in one round; the slow ones send fewer. */
const contenders = [
  { name: 'yardstick', says: 'raw sockets, nothing kept (yardstick)', share: 1 },
  { name: 'bench run', says: '`bench run`, records written', share: 2 },
  { name: 'lean+client', says: 'bench-clients alone, requests prepared in time', share: 1 },
  { name: 'undici+client', says: 'bench-clients over undici', share: 0.5 },
  { name: 'fetch', says: 'fetch, events split and parsed', share: 0.05 },
  { name: 'openai-sdk', says: 'openai SDK, `for await`', share: 0.05 },
];

/** Streams of 32 tokens from a server that answers at once: how much load a core makes. */
export async function throughput(options: { port: number; connections: number; requests: number; rounds: number }) {
  const { port, connections, requests, rounds } = options;
  const results = new Map<string, Measured[]>(contenders.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const { name, share } of contenders) {
      const count = Math.ceil(requests * share);
      results
        .get(name)!
        .push(
          name === 'bench run'
            ? await ours(port, connections, count)
            : await firstMessage<Measured>(
                startClientsBench('contender', [name, String(port), String(connections), String(count)], CLIENT_CORE),
              ),
        );
    }
  }
  const middle = (name: string, key: keyof Measured) => median(results.get(name)!.map((one) => one[key]));
  return table(
    contenders.map(({ name, says }) => ({
      [`client, ${connections} connections`]: says,
      'requests/s': rounded(middle(name, 'perSecond')),
      'CPU µs a request': rounded(middle(name, 'cpuMicroseconds'), 1),
      '÷ yardstick, requests/s': rounded(middle(name, 'perSecond') / middle('yardstick', 'perSecond'), 2),
      '÷ yardstick, per CPU': rounded(middle('yardstick', 'cpuMicroseconds') / middle(name, 'cpuMicroseconds'), 2),
    })),
  );
}

function ours(port: number, connections: number, count: number): Promise<Measured> {
  return benchRun(serverArgs(port, ['--requests', String(count), '--concurrency', String(connections)]), (run) => ({
    perSecond: run.metrics.request_throughput_rps!,
    cpuMicroseconds: run.processCpu,
  }));
}

/** A plain server, 32-token prompts, a warm-up that lets the compiler finish. */
export function serverArgs(port: number, rest: readonly string[]): string[] {
  const url = `http://127.0.0.1:${port}/v1`;
  return ['--backend', 'openai', '--url', url, '--workload', 'Q1', '--warmup', '4000', ...rest];
}
