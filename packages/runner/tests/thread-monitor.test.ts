import { Worker } from 'node:worker_threads';
import type { ThreadHealth } from '@sagellm/bench-protocol';
import { describe, expect, it } from 'vitest';
import { createThreadMonitor } from '../src/index.ts';

/** Keeps this thread busy without a break. */
function burn(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until) Math.sqrt(Math.random());
}

const turn = () => new Promise((resolve) => setTimeout(resolve, 25));

describe('a thread monitor', () => {
  it('sees that a loop stood still, and for how long', async () => {
    const monitor = createThreadMonitor('main');
    monitor.start();
    await turn();
    burn(300);
    await turn();
    const health = monitor.stop();
    expect(health.thread).toBe('main');
    expect(health.seconds).toBeGreaterThan(0.34);
    expect(health.loop_delay_ms!.max).toBeGreaterThan(250);
    expect(health.loop_utilisation).toBeGreaterThan(0.5);
    // What it did not get of the CPU, it waited for.
    if (process.platform === 'linux') {
      expect(health.cpu_share! * health.seconds * 1000 + health.run_queue_wait_ms!).toBeGreaterThan(250);
    }
  });

  it('in a thread of its own sees that one, and not the one that is busy beside it', async () => {
    const worker = new Worker(new URL('./monitored-thread.ts', import.meta.url));
    const health = new Promise<ThreadHealth>((resolve, reject) =>
      worker.once('message', resolve).once('error', reject),
    );
    const until = performance.now() + 300;
    while (performance.now() < until) {
      burn(50);
      await new Promise((resolve) => setImmediate(resolve));
    }
    const { thread, loop_utilisation, loop_delay_ms, gc } = await health;
    expect(thread).toBe('quiet');
    expect(loop_utilisation).toBeLessThan(0.5);
    expect(loop_delay_ms).toBeDefined();
    expect(gc!.count).toBe(0);
    await worker.terminate();
  });

  it('counts the pauses of garbage collection', async () => {
    const monitor = createThreadMonitor('main');
    monitor.start();
    let kept: number[][] = [];
    for (let i = 0; i < 400; i++) {
      kept.push(Array.from({ length: 2000 }, (_, n) => n + 0.5));
      if (i % 50 === 0) kept = [];
    }
    await turn();
    const { gc } = monitor.stop();
    expect(gc!.count).toBeGreaterThan(0);
    expect(gc!.longest_ms).toBeGreaterThan(0);
    expect(gc!.total_ms).toBeGreaterThanOrEqual(gc!.longest_ms);
  });
});
