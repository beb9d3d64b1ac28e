import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { startEngineProcess } from '../../packages/engines/src/index.ts';
import { runBench } from '../support/run-bench.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const inFolder = temporaryFolder();

type Truth = { requests: { received_ms: number; token_ms: number[] }[] };

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('a run against a server of known truth', () => {
  it('reports mean TTFT within 2 ms and mean ITL within 0.5 ms of what the engine recorded, at concurrency 1', async () => {
    const engine = await startEngineProcess({
      kind: 'simulated',
      profile: 'ttft=50,itl=10',
      seed: 1,
      expose_truth: true,
    });
    try {
      const output = inFolder('truth');
      const args = [
        'run',
        '--backend',
        'openai',
        '--url',
        `${engine.url}/v1`,
        '--workload',
        'Q1',
        '--requests',
        '20',
        '--output',
        output,
        '--quiet',
      ];
      const result = await runBench(args);
      expect(result.stderr).toBe('');
      expect(result.code).toBe(0);
      const truth = (await (await fetch(`${engine.url}/bench/truth`)).json()) as Truth;
      expect(truth.requests).toHaveLength(20);
      const trueTtft = mean(truth.requests.map(({ received_ms, token_ms }) => token_ms[0]! - received_ms));
      const trueItl = mean(
        truth.requests.flatMap(({ token_ms }) => token_ms.slice(1).map((at, index) => at - token_ms[index]!)),
      );

      const { metrics } = JSON.parse(await readFile(`${output}/benchmark_summary.json`, 'utf8')).workloads.Q1;
      expect(Math.abs(metrics.ttft_ms.mean - trueTtft)).toBeLessThan(2);
      expect(Math.abs(metrics.itl_ms.mean - trueItl)).toBeLessThan(0.5);
      // What was asked for is what the engine did, within its timers.
      expect(Math.abs(trueTtft - 50)).toBeLessThan(5);
    } finally {
      await engine.close();
    }
  });
});
