import { cpus, loadavg, release } from 'node:os';
import { parseArgs } from 'node:util';
import { accuracy } from './accuracy.ts';
import { memory } from './memory.ts';
import { canPin, firstMessage, SERVER_CORE, startClientsBench } from './processes.ts';
import { sending } from './sending.ts';
import { throughput } from './throughput.ts';
import { workers } from './workers.ts';

/**
 * The benchmark of the benchmark: `pnpm bench:load [--only throughput,sending,accuracy,workers,memory] [--quick]`.
 * Our own client against a raw-socket yardstick of the same run, with fetch and the openai SDK as the floor. The ratios
 * count; the figures are those of one machine. Prints Markdown; docs/performance.md shows a real output.
 */
const names = ['throughput', 'sending', 'accuracy', 'workers', 'memory'];
const { values } = parseArgs({
  options: {
    only: { type: 'string', default: names.join(',') },
    quick: { type: 'boolean', default: false },
    connections: { type: 'string', default: '64' },
  },
});
const quick = values.quick;
const load = () =>
  loadavg()
    .map((value) => value.toFixed(2))
    .join(' ');

console.log(
  `${cpus()[0]?.model ?? 'unknown CPU'}, ${cpus().length} cores, ${release()}, Node ${process.versions.node}; ` +
    `client and server ${canPin ? 'on a core each' : 'not pinned to cores'}; load before: ${load()}\n`,
);
const unknown = values.only.split(',').find((name) => !names.includes(name));
if (unknown !== undefined) {
  console.error(`--only ${unknown}: choose from ${names.join(', ')}`);
  process.exit(2);
}
const server = startClientsBench('zero-delay-server', [], SERVER_CORE);
const port = await firstMessage<number>(server);
const sections: Record<string, () => Promise<string>> = {
  throughput: () =>
    throughput({
      port,
      connections: Number(values.connections),
      requests: quick ? 8_000 : 30_000,
      rounds: quick ? 1 : 3,
    }),
  sending: () => sending(port, quick ? 3 : 10),
  accuracy: () => accuracy(quick ? { rounds: 1, effort: 0.25 } : { rounds: 3, effort: 1 }),
  workers: () => workers(port, quick ? 10_000 : 40_000),
  memory: () => memory(port, quick ? { short: 8_000, long: 20_000 } : { short: 40_000, long: 200_000 }),
};
try {
  for (const name of values.only.split(',')) console.log(`## ${name}\n\n${await sections[name]!()}\n`);
} finally {
  server.disconnect();
}
console.log(`load after: ${load()}`);
