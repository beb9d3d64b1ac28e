import type { Calibration } from '../../packages/protocol/src/index.ts';
import { firstMessage, start, startCli, watch } from './processes.ts';
import { median, rounded, table } from './table.ts';

const TTFT_MS = 20;
const ITL_MS = 5;
const TOKENS = 32;

/** Of one request, milliseconds: from send to each read with a token, as the yardstick saw it. */
type Seen = { id: string; times: number[] };
/** Milliseconds. */
type Errors = { p50: number; p99: number; mean: number; itl: number; joined: number };

/**
 * How far TTFT and ITL are from what the server did: client − (first write − request read), so the wake-up of either
 * side is in it. Ours as `bench calibrate` measures it, the yardstick against the same engine at the same load; both
 * start spread over one answer, and neither process is bound to a core. The middle one of the rounds counts.
 */
export async function accuracy({ rounds, effort }: { rounds: number; effort: number }): Promise<string> {
  const rows = [];
  for (const connections of [1, 10, 100]) {
    const requests = Math.ceil(Math.min(connections * 60, 2000) * effort);
    const seen: Record<'yardstick' | 'ours', Errors[]> = { yardstick: [], ours: [] };
    for (let round = 0; round < rounds; round++) {
      seen.yardstick.push(await yardstick(connections, requests));
      seen.ours.push(await ours(connections, requests));
    }
    for (const [client, all] of Object.entries(seen)) {
      const middle = (key: keyof Errors) => median(all.map((errors) => errors[key]));
      rows.push({
        connections,
        client: client === 'ours' ? '`bench calibrate`' : 'raw sockets (yardstick)',
        'requests a round': middle('joined'),
        'TTFT error p50 ms': rounded(middle('p50'), 3),
        'p99 ms': rounded(middle('p99'), 2),
        'mean ms': rounded(middle('mean'), 3),
        'ITL error p50 µs': rounded(1000 * middle('itl'), 1),
      });
    }
  }
  return table(rows);
}

async function ours(connections: number, requests: number): Promise<Errors> {
  const args = ['calibrate', '--concurrency', String(connections), '--requests', String(requests), '--json', '--quiet'];
  const lengths = ['--ttft', String(TTFT_MS), '--itl', String(ITL_MS), '--output-tokens', String(TOKENS)];
  const { stdout, stderr, code } = await watch(startCli([...args, ...lengths], undefined));
  if (code !== 0) throw new Error(`bench calibrate ended with ${code}: ${stderr}`);
  const { joined, ttft_error_ms, itl_error_ms } = JSON.parse(stdout) as Calibration;
  const { p50 = Number.NaN, p99 = Number.NaN, mean = Number.NaN } = ttft_error_ms?.total ?? {};
  return { p50, p99, mean, itl: itl_error_ms?.p50 ?? Number.NaN, joined };
}

async function yardstick(connections: number, requests: number): Promise<Errors> {
  const module = (name: string) => new URL(`./${name}.ts`, import.meta.url).pathname;
  const server = start(module('truth-server'), [TTFT_MS, ITL_MS].map(String), undefined);
  try {
    const port = await firstMessage<number>(server);
    const args = [port, connections, requests, TOKENS].map(String);
    const seen = await firstMessage<Seen[]>(start(module('paced-yardstick'), args, undefined));
    return await errorsOf(seen, port);
  } finally {
    if (server.connected) server.disconnect();
  }
}

async function errorsOf(seen: readonly Seen[], port: number): Promise<Errors> {
  const answer = await fetch(`http://127.0.0.1:${port}/bench/truth`);
  const { requests } = (await answer.json()) as {
    requests: { request_id: string; received_ms: number; token_ms: number[] }[];
  };
  const truth = new Map(requests.map((request) => [request.request_id, request]));
  const ttft: number[] = [];
  const itl: number[] = [];
  for (const { id, times } of seen) {
    const { received_ms, token_ms } = truth.get(id)!;
    ttft.push(times[0]! - (token_ms[0]! - received_ms));
    // Two tokens in one read cannot be told apart by a client that counts reads.
    if (times.length !== token_ms.length) continue;
    for (let i = 1; i < times.length; i++) {
      itl.push(Math.abs(times[i]! - times[i - 1]! - (token_ms[i]! - token_ms[i - 1]!)));
    }
  }
  ttft.sort((a, b) => a - b);
  return {
    p50: median(ttft),
    p99: ttft[Math.min(ttft.length - 1, Math.floor(0.99 * ttft.length))]!,
    mean: ttft.reduce((sum, value) => sum + value, 0) / ttft.length,
    itl: median(itl),
    joined: ttft.length,
  };
}
