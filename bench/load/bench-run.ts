import { statSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AggregatedMetrics, InstrumentHealth, Verdict } from '../../packages/protocol/src/index.ts';
import { CLIENT_CORE, type MemorySample, startCli, watch } from './processes.ts';

export type BenchRun = {
  metrics: AggregatedMetrics;
  health: InstrumentHealth;
  verdict: Verdict;
  /** CPU microseconds a request: of the threads that send, and of the whole process while it measured. */
  threadCpu: number;
  processCpu: number;
  memory: MemorySample[];
  folder: string;
};

/** Runs `bench run` as a user does, and reads what it wrote. */
export async function benchRun<T>(args: readonly string[], use: (run: BenchRun) => T | Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-load-'));
  try {
    const records = join(folder, 'out', 'requests.jsonl');
    const child = startCli(
      ['run', '--output', join(folder, 'out'), '--accept-invalid', '--quiet', ...args],
      CLIENT_CORE,
    );
    const ended = await watch(child, () => statSync(records, { throwIfNoEntry: false })?.size ?? 0);
    if (ended.code !== 0) throw new Error(`bench run ${args.join(' ')} ended with ${ended.code}: ${ended.stderr}`);
    const json = async (name: string) => JSON.parse(await readFile(join(folder, 'out', name), 'utf8'));
    const manifest = (await json('manifest.json')) as {
      health: InstrumentHealth[];
      workloads: { spec: { name: string } }[];
    };
    const { metrics } = await json(`${manifest.workloads[0]!.spec.name}_metrics.json`);
    const { verdict } = await json('benchmark_summary.json');
    const health = manifest.health[0]!;
    const seconds = Math.max(...health.threads.map((thread) => thread.seconds));
    const requests = (metrics as AggregatedMetrics).total_requests;
    return await use({
      metrics,
      health,
      verdict,
      threadCpu:
        health.threads.reduce((sum, thread) => sum + (thread.cpu_share ?? Number.NaN) * thread.seconds, 0) *
        (1e6 / requests),
      processCpu: ((health.process_cpu_share ?? Number.NaN) * seconds * 1e6) / requests,
      memory: ended.memory,
      folder: join(folder, 'out'),
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
