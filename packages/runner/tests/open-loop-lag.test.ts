import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@sagellm/bench-clock';
import { createRandom } from '@sagellm/bench-random';
import { expect, it } from 'vitest';
import { createRecordWriter, openPattern, readRecords, runWorkload } from '../src/index.ts';
import { FakeClient } from './fake-client.ts';
import { inOrder, MemorySink, requests, workload } from './sample-data.ts';

it.each([
  { arrival: 'poisson', rate: 50, count: 100 },
  { arrival: 'constant', rate: 500, count: 1000 },
] as const)('on the real clock $arrival arrivals at $rate/s are sent on time, and never early', async (load) => {
  const folder = await mkdtemp(join(tmpdir(), 'records-'));
  try {
    await using writer = createRecordWriter(folder);
    const outcome = await runWorkload({
      workload,
      client: new FakeClient({ clock: systemClock, answer: () => ({ afterMs: 40, tokens: 32 }) }),
      warmup: requests('warm'),
      warmupCount: 3,
      requests: requests('r'),
      pattern: openPattern({ ...load, burstiness: 1, random: createRandom(5) }),
      count: load.count,
      clock: systemClock,
      runStart: systemClock.now(),
      writer,
    });
    await writer.close();

    expect(outcome).toMatchObject({ issued: load.count, completed: load.count, stoppedBy: 'requests' });
    const stored = await readRecords(folder);
    const lags = stored.records
      .filter((record) => record.phase === 'measured')
      .map((record) => record.sent_ms! - record.due_ms!)
      .sort((a, b) => a - b);
    // Moments are kept to the microsecond, so a difference may be rounded by one.
    expect(lags[0]).toBeGreaterThanOrEqual(-0.001);
    // Typically 0.01 ms; the limit leaves room for a machine that is busy with other things.
    expect(lags[Math.floor(lags.length / 2)]).toBeLessThan(1);

    const order = inOrder(stored.records).map(({ phase, index }) => `${phase} ${index}`);
    expect(order.slice(2, 5)).toEqual(['warmup 2', 'measured 0', 'measured 1']);
    expect(new Set(order).size).toBe(load.count + 3);
    expect(stored.tokenTimes).toHaveLength((load.count + 3) * 32);
  } finally {
    await rm(folder, { recursive: true });
  }
});

it('on the real clock an interrupt ends the wait for a request that is due much later', async () => {
  const controller = new AbortController();
  const client = new FakeClient({ clock: systemClock, answer: () => ({ afterMs: 1_000_000 }) });
  const outcome = await runWorkload({
    workload,
    client,
    warmup: [],
    warmupCount: 0,
    requests: requests('r'),
    pattern: openPattern({ arrival: 'constant', rate: 0.001, burstiness: 1, random: createRandom(5) }),
    count: 3,
    clock: systemClock,
    runStart: systemClock.now(),
    writer: new MemorySink(),
    signal: controller.signal,
    onProgress: ({ inFlight }) => {
      if (inFlight === 1) controller.abort();
    },
  });
  expect(outcome).toMatchObject({ issued: 1, cancelled: 1, stoppedBy: 'interrupt' });
  expect(client.inFlight).toBe(0);
});
