import { VirtualClock } from '@sagellm/bench-clock';
import type { BenchmarkRequest, LoadPattern, PreparedRequest } from '@sagellm/bench-protocol';
import { createRandom } from '@sagellm/bench-random';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FakeClient } from '../../tests/fake-client.ts';
import { MemorySink, request, workload } from '../../tests/sample-data.ts';
import { closedPattern } from '../patterns/closed-pattern.ts';
import { openPattern } from '../patterns/open-pattern.ts';
import { type RunWorkloadOptions, runWorkload } from '../run-workload.ts';
import { Conversations } from './conversations.ts';

type Turn = { session?: string; turn?: number; think?: number };

function turns(...list: Turn[]): BenchmarkRequest[] {
  return list.map(({ session, turn, think }, index) => ({
    ...request(session === undefined ? `single-${index}` : `${session}${turn}`),
    ...(session === undefined ? {} : { session_id: session, turn: turn ?? 0 }),
    ...(think === undefined ? {} : { think_ms: think }),
  }));
}

/** When each was sent and due, in virtual time: every answer takes 100 ms unless said otherwise. */
async function play(
  requests: BenchmarkRequest[],
  pattern: LoadPattern,
  options: Partial<RunWorkloadOptions> & { afterMs?: number; fails?: boolean } = {},
) {
  const clock = new VirtualClock();
  const { afterMs = 100, fails, ...rest } = options;
  const failure = { class: 'http', message: 'HTTP 500', http_status: 500 } as const;
  const client = new FakeClient({ clock, answer: () => ({ afterMs, ...(fails ? { failure } : {}) }) });
  const writer = new MemorySink();
  const outcome = await clock.run(() =>
    runWorkload({
      workload,
      client,
      warmup: [],
      warmupCount: 0,
      requests,
      pattern,
      count: requests.length,
      clock,
      runStart: 0,
      writer,
      ...rest,
    }),
  );
  const sent = [...writer.records].sort((a, b) => a.sent_ms! - b.sent_ms! || a.index - b.index);
  return {
    outcome,
    records: sent,
    moments: sent.map(({ request_id, sent_ms }) => `${request_id} ${sent_ms}`),
    dues: sent.map(({ request_id, due_ms }) => `${request_id} ${due_ms}`),
  };
}

const constant = (rate: number) => openPattern({ arrival: 'constant', rate, burstiness: 1, random: createRandom(1) });

describe('a conversation in a closed loop', () => {
  it('sends a turn when the one before has ended and been thought over', async () => {
    const list = turns({ session: 'a', turn: 0 }, { session: 'a', turn: 1, think: 30 }, { session: 'a', turn: 2 });
    expect((await play(list, closedPattern(4))).moments).toEqual(['a0 0', 'a1 130', 'a2 230']);
  });

  it('holds no place while it waits: others are sent in its stead', async () => {
    const list = turns(
      { session: 'a', turn: 0 },
      { session: 'a', turn: 1, think: 250 },
      { session: 'b', turn: 0 },
      { session: 'b', turn: 1, think: 10 },
      {},
      {},
    );
    const { moments, outcome } = await play(list, closedPattern(1));
    expect(moments).toEqual(['a0 0', 'b0 100', 'single-4 200', 'b1 300', 'a1 400', 'single-5 500']);
    expect(outcome).toMatchObject({ issued: 6, completed: 6, stoppedBy: 'requests' });
  });

  it('goes on after a turn that failed', async () => {
    const list = turns({ session: 'a', turn: 0 }, { session: 'a', turn: 1, think: 5 });
    const { moments, outcome } = await play(list, closedPattern(1), { fails: true });
    expect(moments).toEqual(['a0 0', 'a1 105']);
    expect(outcome).toMatchObject({ failed: 2 });
  });

  it('that thinks longer than the run lasts sends no more', async () => {
    const list = turns({ session: 'a', turn: 0 }, { session: 'a', turn: 1, think: 5000 });
    const { moments, outcome } = await play(list, closedPattern(1), { durationMs: 300 });
    expect(moments).toEqual(['a0 0']);
    expect(outcome).toMatchObject({ issued: 1, stoppedBy: 'duration' });
  });

  it('whose answers take no time is not lost', async () => {
    const list = turns({ session: 'a', turn: 0 }, { session: 'a', turn: 1, think: 7 }, { session: 'a', turn: 2 });
    expect((await play(list, closedPattern(2), { afterMs: 0 })).moments).toEqual(['a0 0', 'a1 7', 'a2 7']);
  });
});

describe('a conversation in an open loop', () => {
  it('is due when the pattern wants it, or when it may be sent if that is later', async () => {
    const list = turns(
      { session: 'a', turn: 0 },
      { session: 'a', turn: 1, think: 30 },
      { session: 'b', turn: 0 },
      { session: 'a', turn: 2 },
    );
    const { moments, dues, outcome } = await play(list, constant(20));
    expect(moments).toEqual(['a0 0', 'b0 100', 'a1 130', 'a2 230']);
    expect(dues).toEqual(moments);
    expect(outcome).toMatchObject({ issued: 4, completed: 4, stoppedBy: 'requests' });
  });

  it('keeps the moment of the pattern where nothing is in its way', async () => {
    const list = turns({ session: 'a', turn: 0 }, { session: 'a', turn: 1, think: 30 });
    const { moments } = await play(list, constant(2));
    expect(moments).toEqual(['a0 0', 'a1 500']);
  });

  it('whose answers take no time is not lost', async () => {
    const list = turns({ session: 'a', turn: 0 }, { session: 'a', turn: 1, think: 70 }, { session: 'a', turn: 2 });
    expect((await play(list, constant(20), { afterMs: 0 })).moments).toEqual(['a0 0', 'a1 70', 'a2 100']);
  });

  it('is sent though the pattern has nothing more before the end of the run', async () => {
    const list = turns({ session: 'a', turn: 0 }, { session: 'a', turn: 1, think: 5 }, {}, {}, {});
    const { moments, outcome } = await play(list, constant(20), { durationMs: 120 });
    expect(moments).toEqual(['a0 0', 'single-2 100', 'a1 105']);
    expect(outcome).toMatchObject({ issued: 3, completed: 3, stoppedBy: 'duration' });
  });

  it('that waits for an answer which never comes in time ends with the run', async () => {
    const list = turns({ session: 'a', turn: 0 }, { session: 'a', turn: 1 }, {});
    const { moments, outcome } = await play(list, constant(20), { durationMs: 60, afterMs: 500 });
    expect(moments).toEqual(['a0 0']);
    expect(outcome).toMatchObject({ issued: 1, completed: 1, stoppedBy: 'duration' });
  });

  it('waits in bounded number: what comes behind is late by the plan and sent when there is room', async () => {
    const many = Array.from({ length: 4200 }, (_, turn) => ({ session: 'a', turn }));
    const { dues, records, outcome } = await play(turns(...many, {}), constant(1_000_000), { afterMs: 1 });
    expect(outcome).toMatchObject({ issued: 4201, completed: 4201 });
    expect(dues).toContain('single-4200 4.2');
    expect(records.find(({ request_id }) => request_id === 'single-4200')!.sent_ms).toBe(104);
  });

  it('waits in bounded length: very long prompts leave less to look ahead', async () => {
    const long = turns(...[0, 1, 2, 3].map((turn) => ({ session: 'a', turn })), {});
    for (const one of long) one.prompt_tokens = 8_000_000;
    const { records } = await play(long, constant(1000));
    // Three of 8 million tokens wait until one is sent.
    expect(records.find(({ request_id }) => request_id === 'single-4')!.sent_ms).toBe(100);
  });

  it('that waits when its time is over is not sent', async () => {
    const list = turns({ session: 'a', turn: 0 }, { session: 'a', turn: 1, think: 30 }, {});
    const { moments, outcome } = await play(list, constant(20), { durationMs: 120 });
    expect(moments).toEqual(['a0 0', 'single-2 100']);
    expect(outcome).toMatchObject({ issued: 2 });
  });
});

it('no turn is sent before its time, none is lost, and no place stays empty while one could be sent', async () => {
  const list = fc.array(
    fc.record({ session: fc.constantFrom('a', 'b', 'c', undefined), think: fc.integer({ min: 0, max: 300 }) }),
    { minLength: 1, maxLength: 40 },
  );
  const pattern = fc.oneof(
    fc.integer({ min: 1, max: 5 }).map((concurrency) => closedPattern(concurrency)),
    fc.integer({ min: 1, max: 100 }).map((rate) => constant(rate)),
  );
  await fc.assert(
    fc.asyncProperty(list, pattern, async (drawn, load) => {
      const count = new Map<string, number>();
      const requests = turns(
        ...drawn.map(({ session, think }) => {
          if (session === undefined) return {};
          const turn = count.get(session) ?? 0;
          count.set(session, turn + 1);
          return { session, turn, think };
        }),
      );
      const { records, outcome } = await play(requests, load);
      expect(outcome).toMatchObject({ issued: requests.length, completed: requests.length });
      expect(new Set(records.map((record) => record.request_id)).size).toBe(requests.length);
      for (const wanted of requests) {
        if (wanted.session_id === undefined || wanted.turn === 0) continue;
        const before = records.find((record) => record.request_id === `${wanted.session_id}${wanted.turn! - 1}`)!;
        const record = records.find((one) => one.request_id === wanted.request_id)!;
        // Moments are kept to the microsecond.
        expect(record.sent_ms! - before.end_ms! - wanted.think_ms!).toBeGreaterThan(-0.0011);
        if (load.kind === 'open') expect(record.sent_ms).toBe(record.due_ms);
      }
      if (load.kind === 'closed') {
        for (const { sent_ms } of records) {
          const others = records.filter((other) => other.sent_ms! <= sent_ms! && other.end_ms! > sent_ms!);
          expect(others.length).toBeLessThanOrEqual(load.concurrency);
        }
      }
    }),
    { numRuns: 200 },
  );
});

describe('the memory of conversations', () => {
  const turn = (session_id: string, think_ms = 0) =>
    ({ request: { ...request(session_id), session_id, think_ms }, endpoint: 'chat' }) as PreparedRequest;
  /** One turn of each, sent and answered. */
  const goThrough = (conversations: Conversations, ids: string[], endedAt = 0) => {
    for (const id of ids) {
      conversations.admit(turn(id), undefined, endedAt);
      conversations.ended(turn(id), endedAt);
    }
  };
  const names = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => `s${from + index}`);

  it('is bounded: half a million one after another leave at most 100,000', () => {
    const conversations = new Conversations();
    goThrough(conversations, names(0, 500_000));
    expect(conversations.size).toBe(50_000);
    goThrough(conversations, names(0, 49_999));
    expect(conversations.size).toBe(99_999);
  });

  it('forgets the longest idle: their pause is over, that of the others is kept', () => {
    const conversations = new Conversations({ mostIdle: 4 });
    goThrough(conversations, names(0, 4), 100);
    expect(conversations.size).toBe(2);
    expect(conversations.admit(turn('s1', 50), undefined, 120)).toBe(true);
    expect(conversations.admit(turn('s2', 50), undefined, 120)).toBe(false);
    expect(conversations.nextAt).toBe(150);
  });

  it('remembers what was taken up again as the last', () => {
    const conversations = new Conversations({ mostIdle: 4 });
    goThrough(conversations, ['a', 'b', 'a', 'c'], 100);
    expect(conversations.admit(turn('a', 50), undefined, 120)).toBe(false);
    expect(conversations.admit(turn('b', 50), undefined, 120)).toBe(true);
    expect(conversations.admit(turn('c', 50), undefined, 120)).toBe(false);
    expect(conversations.size).toBe(3);
  });

  it('never forgets a turn that is on its way or waits', () => {
    const conversations = new Conversations({ mostIdle: 4 });
    expect(conversations.admit(turn('busy'), undefined, 0)).toBe(true);
    expect(conversations.admit(turn('waits'), undefined, 0)).toBe(true);
    expect(conversations.admit(turn('waits', 30), undefined, 0)).toBe(false);
    goThrough(conversations, names(0, 1000));
    expect(conversations.admit(turn('busy'), undefined, 0)).toBe(false);
    expect(conversations.ended(turn('waits'), 10)).toBe(true);
    expect(conversations.nextAt).toBe(40);
    expect(conversations.takeReady(40)?.prepared.request).toMatchObject({ session_id: 'waits', think_ms: 30 });
    expect(conversations.ended(turn('busy'), 20)).toBe(true);
  });
});
