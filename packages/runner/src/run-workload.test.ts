import { VirtualClock } from '@sagellm/bench-clock';
import type { BenchmarkRequest, LoadPattern, RequestRecord } from '@sagellm/bench-protocol';
import { createRandom } from '@sagellm/bench-random';
import { describe, expect, it } from 'vitest';
import { type Answer, FakeClient, type FakeClientOptions } from '../tests/fake-client.ts';
import { inOrder, MemorySink, requests, workload } from '../tests/sample-data.ts';
import { closedPattern } from './patterns/closed-pattern.ts';
import { openPattern } from './patterns/open-pattern.ts';
import type { Progress } from './progress/progress.ts';
import { type RunWorkloadOptions, runWorkload, type WorkloadOutcome } from './run-workload.ts';

const constant = (rate: number) => openPattern({ arrival: 'constant', rate, burstiness: 1, random: createRandom(1) });

type Setup = Partial<Omit<RunWorkloadOptions, 'client'>> & {
  pattern: LoadPattern;
  answer?: (request: BenchmarkRequest) => Answer;
  client?: Partial<FakeClientOptions>;
  /** Virtual time at which the signal is aborted; before anything else for −1. */
  interruptAt?: number;
};

async function run({ answer = () => ({ afterMs: 100 }), client: clientOptions, interruptAt, ...rest }: Setup) {
  const clock = new VirtualClock();
  const client = new FakeClient({ clock, answer, ...clientOptions });
  const writer = new MemorySink();
  const controller = new AbortController();
  if (interruptAt === -1) controller.abort();
  const counted = await clock.run(() => {
    if (interruptAt !== undefined && interruptAt >= 0) clock.schedule(interruptAt, () => controller.abort());
    return runWorkload({
      workload,
      client,
      warmup: requests('warm'),
      warmupCount: 0,
      requests: requests('r'),
      clock,
      runStart: 0,
      writer,
      signal: controller.signal,
      ...rest,
    });
  });
  const outcome = { ...counted, records: inOrder(writer.records) };
  expect(outcome.issued).toBe(outcome.completed + outcome.failed + outcome.cancelled);
  return { outcome, client, writer, clock };
}

const moments = (records: RequestRecord[]) => records.map((r) => [r.sent_ms, r.end_ms]);
const summary = ({ issued, completed, failed, cancelled, stoppedBy }: WorkloadOutcome) =>
  `${issued} = ${completed} + ${failed} + ${cancelled}, ${stoppedBy}`;

describe('a closed loop', () => {
  it('with one in flight sends the next when the one before ends', async () => {
    const { outcome } = await run({ pattern: closedPattern(1), count: 4 });
    expect(moments(outcome.records)).toEqual([
      [0, 100],
      [100, 200],
      [200, 300],
      [300, 400],
    ]);
    expect(summary(outcome)).toBe('4 = 4 + 0 + 0, requests');
  });

  it('with two in flight starts both at once and keeps two going', async () => {
    const { outcome, client } = await run({
      pattern: closedPattern(2),
      count: 5,
      answer: ({ request_id }) => ({ afterMs: request_id === 'r-0' ? 250 : 100 }),
    });
    expect(moments(outcome.records)).toEqual([
      [0, 250],
      [0, 100],
      [100, 200],
      [200, 300],
      [250, 350],
    ]);
    expect(client.sent.map((s) => s.inFlightBefore)).toEqual([0, 1, 1, 1, 1]);
  });

  it('that starts spread opens one place after another, and keeps all of them going', async () => {
    const { outcome } = await run({ pattern: closedPattern(4, { startSpreadMs: 100 }), count: 10 });
    expect(outcome.records.map((r) => r.sent_ms)).toEqual([0, 25, 50, 75, 100, 125, 150, 175, 200, 225]);
    expect(summary(outcome)).toBe('10 = 10 + 0 + 0, requests');
  });

  it('that starts spread ends when its requests do, also before all places were open', async () => {
    const { outcome } = await run({ pattern: closedPattern(4, { startSpreadMs: 1000 }), count: 2 });
    expect(moments(outcome.records)).toEqual([
      [0, 100],
      [100, 200],
    ]);
    expect(summary(outcome)).toBe('2 = 2 + 0 + 0, requests');
  });

  it('that starts spread is interrupted like any other', async () => {
    const { outcome } = await run({ pattern: closedPattern(4, { startSpreadMs: 400 }), count: 10, interruptAt: 150 });
    expect(summary(outcome)).toBe('3 = 1 + 0 + 2, interrupt');
  });

  it('with four in flight takes a quarter of the time', async () => {
    const { clock, client } = await run({ pattern: closedPattern(4), count: 12 });
    expect(clock.now()).toBe(300);
    expect(client.sent.map((s) => s.at)).toEqual([0, 0, 0, 0, 100, 100, 100, 100, 200, 200, 200, 200]);
    expect(client.opened).toEqual([4]);
  });

  it('with more in flight than there are requests sends them all at once', async () => {
    const { outcome, client } = await run({ pattern: closedPattern(8), count: 3 });
    expect(client.sent.map((s) => s.at)).toEqual([0, 0, 0]);
    expect(client.opened).toEqual([3]);
    expect(summary(outcome)).toBe('3 = 3 + 0 + 0, requests');
  });

  it('starts more than one turn takes at one moment too, and keeps them going', async () => {
    const { client } = await run({ pattern: closedPattern(1000), count: 2500 });
    const at = (moment: number, n: number) => Array<number>(n).fill(moment);
    expect(client.sent.map((s) => s.at)).toEqual([...at(0, 1000), ...at(100, 1000), ...at(200, 500)]);
  });

  it('takes the number of requests from the workload when neither count nor duration is given', async () => {
    const { outcome } = await run({ pattern: closedPattern(1) });
    expect(summary(outcome)).toBe('5 = 5 + 0 + 0, requests');
  });

  it('ends early, and says so in its counts, when the source has fewer requests than were asked for', async () => {
    const { outcome } = await run({ pattern: closedPattern(2), count: 10, requests: requests('r', 3) });
    expect(summary(outcome)).toBe('3 = 3 + 0 + 0, requests');
  });

  it('with an empty source sends nothing', async () => {
    const { outcome } = await run({ pattern: closedPattern(2), count: 10, requests: requests('r', 0) });
    expect(summary(outcome)).toBe('0 = 0 + 0 + 0, requests');
  });

  it('survives any number of answers that end during send, without recursion', async () => {
    const { outcome } = await run({ pattern: closedPattern(3), count: 20_000, answer: () => ({ afterMs: 0 }) });
    expect(summary(outcome)).toBe('20000 = 20000 + 0 + 0, requests');
  });

  it('records carry index, phase, token times and no due time', async () => {
    const { outcome, writer } = await run({
      pattern: closedPattern(1),
      count: 2,
      answer: () => ({ afterMs: 100, tokens: 4 }),
    });
    expect(outcome.records[1]).toMatchObject({
      request_id: 'r-1',
      workload: 'W',
      index: 1,
      phase: 'measured',
      status: 'completed',
      endpoint: 'chat',
      sent_ms: 100,
      first_token_ms: 125,
      last_token_ms: 200,
      end_ms: 200,
      output_tokens: 4,
      token_times: { offset: 4, count: 4 },
    });
    expect(outcome.records[1]).not.toHaveProperty('due_ms');
    expect(writer.tokenTimes).toEqual([25_000, 50_000, 75_000, 100_000, 25_000, 50_000, 75_000, 100_000]);
  });

  it('counts moments from the start of the run, not of the clock', async () => {
    const { outcome } = await run({ pattern: closedPattern(1), count: 1, runStart: -5000 });
    expect(moments(outcome.records)).toEqual([[5000, 5100]]);
  });
});

describe('an open loop', () => {
  it('sends on time while a slower server falls behind: nothing waits for an answer', async () => {
    const { outcome, client } = await run({
      pattern: constant(20),
      count: 10,
      client: { slots: 1 },
      answer: () => ({ afterMs: 100 }),
    });
    expect(client.sent.map((s) => s.at)).toEqual([0, 50, 100, 150, 200, 250, 300, 350, 400, 450]);
    // One ends every 100 ms and two come: in flight grows by one in 100 ms.
    expect(client.sent.map((s) => s.inFlightBefore)).toEqual([0, 1, 1, 2, 2, 3, 3, 4, 4, 5]);
    expect(outcome.records.map((r) => r.due_ms)).toEqual(client.sent.map((s) => s.at));
    expect(outcome.records.map((r) => r.end_ms)).toEqual([100, 200, 300, 400, 500, 600, 700, 800, 900, 1000]);
    // The last one waited 450 ms in the server's queue, and its latency says so: no coordinated omission.
    expect(outcome.records.at(-1)!.end_ms! - outcome.records.at(-1)!.due_ms!).toBe(550);
  });

  it('sends a burst at one moment', async () => {
    const pattern = openPattern({ arrival: 'burst', rate: 10, burstiness: 4, random: createRandom(1) });
    const { client } = await run({ pattern, count: 10 });
    expect(client.sent.map((s) => s.at)).toEqual([0, 0, 0, 0, 400, 400, 400, 400, 800, 800]);
  });

  it('sends a burst of more than one turn takes at one moment too', async () => {
    const pattern = openPattern({ arrival: 'burst', rate: 1000, burstiness: 1000, random: createRandom(1) });
    const { client } = await run({ pattern, count: 2000 });
    expect(client.sent.map((s) => s.at)).toEqual([...Array(1000).fill(0), ...Array(1000).fill(1000)]);
  });

  it('follows its random pattern to the microsecond', async () => {
    const pattern = () => openPattern({ arrival: 'poisson', rate: 50, burstiness: 1, random: createRandom(3) });
    const { outcome, client } = await run({ pattern: pattern(), count: 200 });
    expect(client.sent.map((s) => s.at)).toEqual(Array.from({ length: 200 }, (_, n) => pattern().due(n)));
    expect(outcome.records.every((r) => r.due_ms === r.sent_ms)).toBe(true);
  });

  it('keeps the due time of what is sent late', async () => {
    const writer = new MemorySink();
    const clock = new VirtualClock();
    // A clock whose timers fire 30 ms late, like a starved machine's.
    const late = {
      kind: 'virtual' as const,
      now: () => clock.now(),
      schedule: (at: number, callback: () => void) => clock.schedule(at + 30, callback),
      sleepUntil: clock.sleepUntil.bind(clock),
    };
    const client = new FakeClient({ clock, answer: () => ({ afterMs: 5 }) });
    await clock.run(() =>
      runWorkload({
        workload,
        client,
        warmup: [],
        warmupCount: 0,
        requests: requests('r'),
        pattern: constant(100),
        count: 6,
        clock: late,
        runStart: 0,
        writer,
      }),
    );
    expect(writer.records.map((r) => [r.due_ms, r.sent_ms])).toEqual([
      [0, 0],
      [10, 40],
      [20, 40],
      [30, 40],
      [40, 40],
      [50, 80],
    ]);
  });

  it('opens as many connections as are due in the first second', async () => {
    expect((await run({ pattern: constant(20), count: 100 })).client.opened).toEqual([20]);
    expect((await run({ pattern: constant(20), count: 3 })).client.opened).toEqual([3]);
    expect((await run({ pattern: constant(1000), count: 2000 })).client.opened).toEqual([256]);
    expect((await run({ pattern: constant(0.1), count: 2 })).client.opened).toEqual([1]);
  });
});

describe('warm-up', () => {
  it('has its own prompts, the same concurrency, and ends before the first measured request', async () => {
    const { outcome, client } = await run({ pattern: closedPattern(2), warmupCount: 3, count: 4 });
    expect(client.sent.map((s) => [s.id, s.at])).toEqual([
      ['warm-0', 0],
      ['warm-1', 0],
      ['warm-2', 100],
      ['r-0', 200],
      ['r-1', 200],
      ['r-2', 300],
      ['r-3', 300],
    ]);
    expect(summary(outcome)).toBe('4 = 4 + 0 + 0, requests');
    expect(outcome.records.map((r) => [r.phase, r.index])).toEqual([
      ['warmup', 0],
      ['warmup', 1],
      ['warmup', 2],
      ['measured', 0],
      ['measured', 1],
      ['measured', 2],
      ['measured', 3],
    ]);
  });

  it('of an open loop goes one after another, and due times start after it', async () => {
    const { outcome, client } = await run({ pattern: constant(100), warmupCount: 2, count: 3 });
    expect(client.sent.map((s) => s.at)).toEqual([0, 100, 200, 210, 220]);
    expect(outcome.records.map((r) => r.due_ms)).toEqual([undefined, undefined, 200, 210, 220]);
  });

  it('is not part of the duration', async () => {
    const { outcome } = await run({ pattern: closedPattern(1), warmupCount: 5, durationMs: 250 });
    expect(summary(outcome)).toBe('3 = 3 + 0 + 0, duration');
  });

  it('prepares everything before its first send', async () => {
    const clock = new VirtualClock();
    let sends = 0;
    const preparedAfter: number[] = [];
    const client = new FakeClient({
      clock,
      answer: () => {
        sends++;
        return { afterMs: 10 };
      },
      prepare: () => preparedAfter.push(sends),
    });
    await clock.run(() =>
      runWorkload({
        workload,
        client,
        warmup: requests('warm'),
        warmupCount: 2,
        requests: requests('r'),
        pattern: closedPattern(2),
        count: 6,
        clock,
        runStart: 0,
        writer: new MemorySink(),
      }),
    );
    expect(preparedAfter).toEqual(Array(8).fill(0));
    expect(sends).toBe(8);
  });
});

describe('a duration', () => {
  it.each([
    { durationMs: 299, sent: [0, 100, 200] },
    { durationMs: 300, sent: [0, 100, 200] },
    { durationMs: 301, sent: [0, 100, 200, 300] },
  ])('of $durationMs ms stops a closed loop and drains it', async ({ durationMs, sent }) => {
    const { outcome, client } = await run({ pattern: closedPattern(1), durationMs });
    expect(client.sent.map((s) => s.at)).toEqual(sent);
    expect(summary(outcome)).toBe(`${sent.length} = ${sent.length} + 0 + 0, duration`);
  });

  it.each([
    { durationMs: 39, sent: [0, 20] },
    { durationMs: 40, sent: [0, 20] },
    { durationMs: 41, sent: [0, 20, 40] },
  ])('of $durationMs ms stops an open loop by due times and drains it', async ({ durationMs, sent }) => {
    const { outcome, client, clock } = await run({ pattern: constant(50), durationMs });
    expect(client.sent.map((s) => s.at)).toEqual(sent);
    expect(clock.now()).toBe(sent.at(-1)! + 100);
    expect(outcome.stoppedBy).toBe('duration');
  });

  it('that is longer than the requests last does not count as what stopped them', async () => {
    const { outcome } = await run({ pattern: closedPattern(1), count: 2, durationMs: 150 });
    expect(summary(outcome)).toBe('2 = 2 + 0 + 0, requests');
    const open = await run({ pattern: constant(50), count: 2, durationMs: 30 });
    expect(summary(open.outcome)).toBe('2 = 2 + 0 + 0, requests');
  });

  it('prepares only some ahead in a closed loop and never runs dry', async () => {
    const { outcome, client } = await run({ pattern: closedPattern(2), durationMs: 100_000 });
    expect(outcome.issued).toBe(2000);
    expect(client.prepared.length).toBeLessThanOrEqual(2000 + 64);
  });
});

describe('failures', () => {
  const failing = (n: number) => (request: BenchmarkRequest) =>
    Number(request.request_id.split('-')[1]) % n === 0
      ? { afterMs: 100, failure: { class: 'http' as const, message: 'HTTP 500', http_status: 500 } }
      : { afterMs: 100 };

  it('are records and do not stop a run', async () => {
    const { outcome } = await run({ pattern: closedPattern(1), count: 4, answer: failing(2) });
    expect(summary(outcome)).toBe('4 = 2 + 2 + 0, requests');
    expect(outcome.records[2]).toMatchObject({ status: 'failed', failure: { class: 'http' }, end_ms: 300 });
  });

  it('stop a closed loop at --max-errors; what is in flight ends in peace', async () => {
    const { outcome } = await run({ pattern: closedPattern(2), count: 50, maxErrors: 2, answer: failing(3) });
    // r-0 fails at 100 ms and r-3 at 200 ms, just after r-2 ended and r-4 was sent; nothing follows, and r-4 ends.
    expect(summary(outcome)).toBe('5 = 3 + 2 + 0, max-errors');
    expect(outcome.records[4]).toMatchObject({ status: 'completed', end_ms: 300 });
  });

  it('stop an open loop at --max-errors', async () => {
    const { outcome } = await run({ pattern: constant(20), count: 50, maxErrors: 1, answer: failing(1) });
    // The first failure arrives at 100 ms, before the request due at 100 ms, which was scheduled later.
    expect(outcome.stoppedBy).toBe('max-errors');
    expect(outcome.failed).toBe(outcome.issued);
    expect(outcome.records.map((r) => r.due_ms)).toEqual([0, 50]);
  });

  it('stop at the last request too', async () => {
    const { outcome } = await run({ pattern: closedPattern(1), count: 2, maxErrors: 2, answer: failing(1) });
    expect(outcome.issued).toBe(2);
    expect(outcome.stoppedBy).toBe('max-errors');
  });

  it('of the warm-up stop it and nothing is measured', async () => {
    const { outcome } = await run({
      pattern: closedPattern(1),
      warmupCount: 10,
      count: 5,
      maxErrors: 3,
      answer: failing(1),
    });
    expect(summary(outcome)).toBe('0 = 0 + 0 + 0, max-errors');
    expect(outcome.records.map((r) => `${r.phase} ${r.status}`)).toEqual(Array(3).fill('warmup failed'));
  });

  it('of the warm-up are not held against the measurement', async () => {
    const answer = (request: BenchmarkRequest): Answer =>
      request.request_id.startsWith('warm') ? failing(1)(request) : { afterMs: 10 };
    const { outcome } = await run({ pattern: closedPattern(1), warmupCount: 2, count: 5, maxErrors: 3, answer });
    expect(summary(outcome)).toBe('5 = 5 + 0 + 0, requests');
  });
});

describe('an interrupt', () => {
  it('before the start sends nothing and opens nothing', async () => {
    const { outcome, client } = await run({ pattern: closedPattern(2), warmupCount: 2, count: 4, interruptAt: -1 });
    expect(summary(outcome)).toBe('0 = 0 + 0 + 0, interrupt');
    expect(client.sent).toEqual([]);
    expect(client.opened).toEqual([]);
  });

  it('while connections are opened does not wait for them', async () => {
    const open = () => new Promise<void>(() => {});
    const { outcome, client } = await run({ pattern: closedPattern(2), count: 4, interruptAt: 10, client: { open } });
    expect(summary(outcome)).toBe('0 = 0 + 0 + 0, interrupt');
    expect(client.sent).toEqual([]);
  });

  it('during the warm-up cancels it, and nothing is measured', async () => {
    const { outcome } = await run({ pattern: closedPattern(2), warmupCount: 4, count: 4, interruptAt: 130 });
    expect(summary(outcome)).toBe('0 = 0 + 0 + 0, interrupt');
    expect(outcome.records.map((r) => `${r.phase} ${r.status} ${r.end_ms}`)).toEqual([
      'warmup completed 100',
      'warmup completed 100',
      'warmup cancelled 130',
      'warmup cancelled 130',
    ]);
  });

  it('in mid-run of a closed loop cancels what is in flight and keeps what had arrived', async () => {
    const { outcome, writer } = await run({ pattern: closedPattern(2), count: 10, interruptAt: 250 });
    expect(summary(outcome)).toBe('6 = 4 + 0 + 2, interrupt');
    expect(outcome.records[5]).toMatchObject({ status: 'cancelled', reason: 'interrupt', sent_ms: 200, end_ms: 250 });
    expect(writer.records).toHaveLength(6);
  });

  it('in mid-run of an open loop also cancels those that wait in the server, and sends no more', async () => {
    const { outcome, clock } = await run({ pattern: constant(20), count: 50, client: { slots: 1 }, interruptAt: 220 });
    expect(summary(outcome)).toBe('5 = 2 + 0 + 3, interrupt');
    expect(clock.now()).toBe(220);
  });

  it('while a run drains cuts it short', async () => {
    const { outcome } = await run({ pattern: closedPattern(2), durationMs: 150, interruptAt: 180 });
    expect(summary(outcome)).toBe('4 = 2 + 0 + 2, interrupt');
  });

  it('after the last answer changes nothing', async () => {
    const { outcome } = await run({ pattern: closedPattern(1), count: 1, interruptAt: 101 });
    expect(summary(outcome)).toBe('1 = 1 + 0 + 0, requests');
  });
});

describe('a run that cannot go on', () => {
  it('stops when records cannot be kept, lets what is in flight go, and says why', async () => {
    const clock = new VirtualClock();
    const client = new FakeClient({ clock, answer: () => ({ afterMs: 100 }) });
    const sink = new MemorySink();
    const writer = {
      write: (record: RequestRecord) => {
        if (sink.records.length === 3) throw new Error('disk full');
        return sink.write(record);
      },
    };
    const outcome = clock.run(() =>
      runWorkload({
        workload,
        client,
        warmup: [],
        warmupCount: 0,
        requests: requests('r'),
        pattern: closedPattern(2),
        count: 100,
        clock,
        runStart: 0,
        writer,
      }),
    );
    await expect(outcome).rejects.toThrow('disk full');
    expect(client.inFlight).toBe(0);
    expect(client.sent.length).toBeLessThanOrEqual(6);
  });

  it('hands on that a request cannot be prepared, before anything is sent', async () => {
    const prepare = ({ request_id }: BenchmarkRequest) => {
      if (request_id === 'r-3') throw new Error('r-3 is too long');
    };
    await expect(run({ pattern: closedPattern(1), count: 5, client: { prepare } })).rejects.toThrow('r-3 is too long');
  });

  it('hands on, from mid-run too, that a request cannot be prepared', async () => {
    const prepare = ({ request_id }: BenchmarkRequest) => {
      if (request_id === 'r-100') throw new Error('r-100 is too long');
    };
    const outcome = run({ pattern: closedPattern(3), durationMs: 1e9, client: { prepare } });
    await expect(outcome).rejects.toThrow('r-100 is too long');
  });

  it('hands on that connections cannot be opened', async () => {
    const open = () => Promise.reject(new Error('nobody listens'));
    await expect(run({ pattern: closedPattern(1), count: 5, client: { open } })).rejects.toThrow('nobody listens');
  });

  it('lets go of the source of requests', async () => {
    let closed = false;
    function* source() {
      try {
        yield* requests('r');
      } finally {
        closed = true;
      }
    }
    await run({ pattern: closedPattern(1), count: 2, requests: source() });
    expect(closed).toBe(true);
  });

  it.each(['throws in send', 'ends a request twice'])('breaks off with a client that %s', async (how) => {
    const clock = new VirtualClock();
    const client = new FakeClient({ clock, answer: () => ({ afterMs: 100 }) });
    const send = client.send.bind(client);
    client.send = (prepared, done) => {
      if (prepared.request.request_id !== 'r-3') return send(prepared, done);
      if (how === 'throws in send') throw new Error('a bug in send');
      return send(prepared, (observation) => {
        done(observation);
        done(observation);
      });
    };
    const outcome = clock.run(() =>
      runWorkload({
        workload,
        client,
        warmup: [],
        warmupCount: 0,
        requests: requests('r'),
        pattern: closedPattern(2),
        count: 100,
        clock,
        runStart: 0,
        writer: new MemorySink(),
      }),
    );
    await expect(outcome).rejects.toThrow(how === 'throws in send' ? 'a bug in send' : 'r-3 twice');
    expect(client.inFlight).toBe(0);
  });
});

describe('progress', () => {
  it('comes four times a second of the clock at most, with counts and a recent token rate', async () => {
    const seen: Progress[] = [];
    await run({
      pattern: closedPattern(1),
      warmupCount: 1,
      count: 10,
      answer: () => ({ afterMs: 100, tokens: 20 }),
      onProgress: (progress) => seen.push(progress),
    });
    expect(seen.map((p) => [p.phase, p.elapsedMs, p.issued, p.completed, p.inFlight])).toEqual([
      ['warmup', 0, 1, 0, 1],
      ['measured', 0, 1, 0, 1],
      ['measured', 300, 4, 3, 1],
      ['measured', 600, 7, 6, 1],
      ['measured', 900, 10, 9, 1],
    ]);
    expect(seen.at(-1)).toMatchObject({ workload: 'W', total: 10, failed: 0, cancelled: 0 });
    expect(seen.slice(2).map((p) => p.recentOutputTokensPerSecond)).toEqual([200, 200, 200]);
    expect(seen[1]).not.toHaveProperty('recentOutputTokensPerSecond');
  });
});
