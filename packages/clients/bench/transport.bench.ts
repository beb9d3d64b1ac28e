import { type ChildProcess, execFileSync, fork } from 'node:child_process';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';

/**
 * How much load a core makes: streams of 32 tokens from a server without delay, in its own process and on its own core,
 * against the raw-socket yardstick of the same run. `node packages/clients/bench/transport.bench.ts [--connections 64]
 * [--requests 20000] [--rounds 3] [--only lean+sink,yardstick]`. Ratios count; the figures are those of one machine.
 */
const { values } = parseArgs({
  options: {
    connections: { type: 'string', default: '64' },
    requests: { type: 'string', default: '20000' },
    rounds: { type: 'string', default: '3' },
    only: {
      type: 'string',
      default: 'yardstick,lean+sink,undici+sink,lean+client,undici+client,lean+client-usage,undici+client-usage',
    },
  },
});

type Measured = { name: string; seen: number; perSecond: number; cpuMicroseconds: number };

/** Keeps a process on a core; Linux has it. */
const PINNER = 'taskset';
const [CLIENT_CORE, SERVER_CORE] = [0, 1];
const canPin = availableParallelism() > 1 && hasTaskset();
const names = values.only.split(',');
const results = new Map<string, Measured[]>(names.map((name) => [name, []]));

console.log(`${cpus()[0]?.model ?? 'unknown CPU'}, ${availableParallelism()} cores, Node ${process.versions.node}`);
console.log(
  `load before: ${loadavg()
    .map((load) => load.toFixed(2))
    .join(' ')}${canPin ? '' : '; not pinned to cores'}`,
);

const server = start(new URL('./zero-delay-server.ts', import.meta.url), [], SERVER_CORE);
const port = await message<number>(server);
for (let round = 0; round < Number(values.rounds); round++) {
  for (const name of names) {
    // The floor is slow; a share of the requests says enough.
    const share = name.startsWith('undici') || name.includes('client') ? 2 : 1;
    const count = Math.ceil(Number(values.requests) / share);
    const client = start(
      new URL('./contender.ts', import.meta.url),
      [name, String(port), values.connections, String(count)],
      CLIENT_CORE,
    );
    results.get(name)!.push(await message<Measured>(client));
  }
}
server.disconnect();

const yardstick = results.get('yardstick');
const rows = names.map((name) => {
  const all = results.get(name)!;
  const perSecond = median(all.map((one) => one.perSecond));
  const cpu = median(all.map((one) => one.cpuMicroseconds));
  return {
    client: name,
    'requests/s': Math.round(perSecond),
    'CPU µs/request': Number(cpu.toFixed(1)),
    // On a machine that others use too, CPU time says more than time.
    'yardstick ÷ this, CPU': yardstick ? (median(yardstick.map((one) => one.cpuMicroseconds)) / cpu).toFixed(2) : '–',
    'this ÷ yardstick, requests/s': yardstick
      ? (perSecond / median(yardstick.map((one) => one.perSecond))).toFixed(2)
      : '–',
    'requests/s, each round': all.map((one) => Math.round(one.perSecond)).join(' '),
  };
});
console.table(rows);
console.log(
  `load after: ${loadavg()
    .map((load) => load.toFixed(2))
    .join(' ')}`,
);

function start(file: URL, parameters: readonly string[], core: number): ChildProcess {
  const child = fork(file, parameters, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  if (canPin) execFileSync(PINNER, ['-a', '-p', '-c', String(core), String(child.pid)], { stdio: 'ignore' });
  return child;
}

function message<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    child.once('message', (value) => resolve(value as T));
    child.once('exit', (code) => reject(new Error(`a process of the bench ended with ${code}`)));
  });
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

function hasTaskset(): boolean {
  try {
    execFileSync(PINNER, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
