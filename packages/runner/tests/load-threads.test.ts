import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@sagellm/bench-clock';
import type { RequestRecord } from '@sagellm/bench-protocol';
import { createRandom } from '@sagellm/bench-random';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  closedPattern,
  closeRecordFiles,
  type LoadThreads,
  openPattern,
  openRecordFiles,
  type RecordFiles,
  readRecords,
  startLoadThreads,
} from '../src/index.ts';
import type { ThreadedWorkloadOptions } from '../src/threads/threaded-phase.ts';
import { inOrder, requests, workload } from './sample-data.ts';
import { openThreadClient, type ThreadClientOptions } from './thread-client.ts';

let folder: string;
let files: RecordFiles;
let load: LoadThreads | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'load-threads-'));
  files = openRecordFiles(folder);
  load = undefined;
});
afterEach(async () => {
  await load?.close();
  await closeRecordFiles(files);
  await rm(folder, { recursive: true });
});

type Wanted = Partial<ThreadedWorkloadOptions> & Pick<ThreadedWorkloadOptions, 'pattern'>;

async function run(threads: number, options: ThreadClientOptions, wanted: Wanted) {
  const source = { module: new URL('./thread-client.ts', import.meta.url).href, export: 'openThreadClient', options };
  load = await startLoadThreads({ threads, source, files, runStart: systemClock.now() });
  const outcome = await load.runWorkload({
    workload,
    client: openThreadClient(options),
    warmup: requests('warm'),
    warmupCount: 0,
    requests: requests('r'),
    ...wanted,
  });
  await load.flush();
  const { records, tokenTimes, remarks } = await readRecords(folder);
  expect(remarks).toEqual([]);
  expect(outcome.issued).toBe(outcome.completed + outcome.failed + outcome.cancelled);
  return { outcome, records: inOrder(records), tokenTimes };
}

const measured = (records: RequestRecord[]) => records.filter((record) => record.phase === 'measured');
const indices = (count: number) => Array.from({ length: count }, (_, index) => index);

describe('load threads', () => {
  it.each([1, 2, 3])('%d of them send every request once, and keep each with its token times', async (threads) => {
    const { outcome, records, tokenTimes } = await run(
      threads,
      { afterMs: 3 },
      { pattern: closedPattern(7), count: 500, warmupCount: 20 },
    );
    expect(outcome).toMatchObject({ issued: 500, completed: 500, failed: 0, cancelled: 0, stoppedBy: 'requests' });
    expect(records.filter((record) => record.phase === 'warmup')).toHaveLength(20);
    expect(measured(records).map((record) => record.index)).toEqual(indices(500));
    expect(measured(records).map((record) => record.request_id)).toEqual(indices(500).map((index) => `r-${index}`));
    for (const { token_times, sent_ms, first_token_ms, last_token_ms } of records) {
      const times = tokenTimes.subarray(token_times!.offset, token_times!.offset + token_times!.count);
      expect(times).toHaveLength(3);
      expect(sent_ms! + times[0]! / 1000).toBeCloseTo(first_token_ms!, 3);
      expect(sent_ms! + times[2]! / 1000).toBeCloseTo(last_token_ms!, 3);
    }
    expect(outcome.health.map(({ thread }) => thread)).toEqual(indices(threads).map((index) => `load ${index + 1}`));
  });

  it('open the places of a closed loop that starts spread one after another', async () => {
    const pattern = closedPattern(4, { startSpreadMs: 200 });
    const { records } = await run(1, { afterMs: 400 }, { pattern, count: 4 });
    const first = records[0]!.sent_ms!;
    for (const { index, sent_ms } of records) expect(sent_ms! - first).toBeGreaterThanOrEqual(50 * index - 10);
  });

  it.each([
    { threads: 2, concurrency: 5 },
    { threads: 3, concurrency: 2 },
    { threads: 3, concurrency: 1 },
  ])('$threads of them hold a concurrency of $concurrency together, never more', async ({ threads, concurrency }) => {
    const wanted = { pattern: closedPattern(concurrency), count: 60 * concurrency, warmupCount: 20 };
    const { records } = await run(threads, { afterMs: 4 }, wanted);
    const moments = records
      .flatMap(({ sent_ms, end_ms }) => [
        { at: sent_ms!, change: 1 },
        { at: end_ms!, change: -1 },
      ])
      .sort((a, b) => a.at - b.at || a.change - b.change);
    let inFlight = 0;
    let most = 0;
    for (const { change } of moments) {
      inFlight += change;
      most = Math.max(most, inFlight);
    }
    // The clocks are joined to a few microseconds, within which one may end and another begin.
    expect(most).toBeLessThanOrEqual(concurrency);
    expect(most).toBeGreaterThanOrEqual(Math.max(1, concurrency - 1));
  });

  it('share the arrivals of one open pattern, each request at its own moment and none before it', async () => {
    const pattern = openPattern({ arrival: 'poisson', rate: 400, burstiness: 1, random: createRandom(3) });
    const { outcome, records } = await run(2, { afterMs: 5 }, { pattern, count: 300 });
    expect(outcome).toMatchObject({ completed: 300, stoppedBy: 'requests' });
    const start = records[0]!.due_ms!;
    for (const { index, due_ms, sent_ms } of records) {
      expect(due_ms! - start).toBeCloseTo(pattern.due(index), 1);
      expect(sent_ms! - due_ms!).toBeGreaterThanOrEqual(-0.001);
    }
    const lags = records.map(({ sent_ms, due_ms }) => sent_ms! - due_ms!).sort((a, b) => a - b);
    // Typically 0.01 ms; room is left for a machine that does other things too.
    expect(lags[150]).toBeLessThan(2);
  });

  it('end an open pattern when its time is over', async () => {
    const pattern = openPattern({ arrival: 'constant', rate: 100, burstiness: 1, random: createRandom(3) });
    const { outcome, records } = await run(2, { afterMs: 1 }, { pattern, durationMs: 495 });
    expect(outcome).toMatchObject({ issued: 50, completed: 50, stoppedBy: 'duration' });
    expect(records.map((record) => record.index)).toEqual(indices(50));
  });

  it('end a closed pattern when its time is over', async () => {
    const { outcome } = await run(1, { afterMs: 5 }, { pattern: closedPattern(2), durationMs: 200 });
    expect(outcome.stoppedBy).toBe('duration');
    expect(outcome.issued).toBeGreaterThan(4);
    expect(outcome.completed).toBe(outcome.issued);
  });

  it('stop together after so many failures', async () => {
    const { outcome } = await run(
      2,
      { afterMs: 2, failEvery: 2 },
      { pattern: closedPattern(4), count: 100_000, maxErrors: 10 },
    );
    expect(outcome.stoppedBy).toBe('max-errors');
    expect(outcome.failed).toBeGreaterThanOrEqual(10);
    expect(outcome.issued).toBeLessThan(2000);
  });

  it('cancel what is in flight on an interrupt, and record it', async () => {
    const controller = new AbortController();
    const { outcome, records } = await run(
      2,
      { afterMs: 60_000 },
      {
        pattern: closedPattern(6),
        count: 100,
        signal: controller.signal,
        onProgress: ({ inFlight }) => {
          if (inFlight === 6) controller.abort();
        },
      },
    );
    expect(outcome).toMatchObject({ issued: 6, cancelled: 6, stoppedBy: 'interrupt' });
    expect(records.map(({ status }) => status)).toEqual(Array(6).fill('cancelled'));
  });

  it('end at an interrupt while connections are opened, and send nothing', async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 50);
    const wanted = { pattern: closedPattern(4), count: 100, warmupCount: 4, signal: controller.signal };
    const { outcome, records } = await run(2, { afterMs: 1, opens: 'never' }, wanted);
    expect(outcome).toMatchObject({ issued: 0, completed: 0, stoppedBy: 'interrupt' });
    expect(records).toEqual([]);
  });

  it('make no pause between the warm-up and the measurement, however long requests take to make', async () => {
    function* slow() {
      for (const request of requests('r', 60)) {
        const until = performance.now() + 10;
        while (performance.now() < until);
        yield request;
      }
    }
    const wanted = { pattern: closedPattern(2), count: 60, warmupCount: 10, requests: slow() };
    const { records } = await run(1, { afterMs: 2 }, wanted);
    const lastWarm = Math.max(...records.filter((one) => one.phase === 'warmup').map((one) => one.end_ms!));
    const firstMeasured = Math.min(...measured(records).map((one) => one.sent_ms!));
    // Making them takes 600 ms.
    expect(firstMeasured - lastWarm).toBeLessThan(300);
  });

  it('run one workload after another, each with records of its own', async () => {
    await run(2, { afterMs: 1 }, { pattern: closedPattern(2), count: 10 });
    const other = { ...workload, name: 'V' };
    const outcome = await load!.runWorkload({
      workload: other,
      client: openThreadClient({ afterMs: 1 }),
      warmup: [],
      warmupCount: 0,
      requests: requests('v'),
      pattern: closedPattern(3),
      count: 12,
    });
    await load!.flush();
    const { records } = await readRecords(folder);
    expect(outcome).toMatchObject({ issued: 12, completed: 12 });
    expect(records.filter((record) => record.workload === 'V')).toHaveLength(12);
  });

  it('hand on why connections cannot be opened, with what to do', async () => {
    const broken = run(2, { afterMs: 1, opens: false }, { pattern: closedPattern(2), count: 10 });
    await expect(broken).rejects.toMatchObject({
      name: 'BenchmarkError',
      message: 'nobody listens there',
      remedy: 'start the server',
    });
  });

  it('end the run when one of them dies', async () => {
    const broken = run(1, { afterMs: 1, dies: true }, { pattern: closedPattern(2), count: 1000 });
    await expect(broken).rejects.toThrow('a load thread ended before it was told to');
  });

  it('end the run when a request cannot be prepared in mid-run', async () => {
    const client = openThreadClient({ afterMs: 1 });
    let prepared = 0;
    const prepare = client.prepare.bind(client);
    client.prepare = (request) => {
      if (++prepared > 40_000) throw new Error('no such prompt');
      return prepare(request);
    };
    const broken = run(1, { afterMs: 0 }, { client, pattern: closedPattern(64), count: 1_000_000 });
    await expect(broken).rejects.toThrow('no such prompt');
  });
});
