import {
  type InstrumentHealth,
  type PatternFacts,
  type RequestRecord,
  type ThreadHealth,
  Verdict,
} from '@sagellm/bench-protocol';
import { createRandom } from '@sagellm/bench-random';
import { describe, expect, test } from 'vitest';
import {
  type Changes,
  completed,
  failed,
  manifest,
  NO_TIMES,
  TokenFile,
  workloadRun,
} from '../../__fixtures__/make-record.ts';
import { buildReport } from '../report/build-report.ts';

type Planted = {
  pattern?: PatternFacts;
  thread?: Partial<ThreadHealth>;
  health?: Partial<InstrumentHealth>;
  tokenTimes?: Uint32Array;
  virtual?: boolean;
};

function judge(records: RequestRecord[], planted: Planted = {}): Verdict {
  const { pattern = { kind: 'closed', concurrency: 1 }, thread, health, tokenTimes = NO_TIMES, virtual } = planted;
  const base = manifest();
  const run = workloadRun('W', { pattern });
  const watched = thread || health;
  const report = buildReport({
    manifest: {
      ...base,
      ...(virtual ? { engine: { ...base.engine, stamp_source: 'virtual' as const } } : {}),
      workloads: [{ ...run, spec: { ...run.spec, requests: records.length } }],
      ...(watched
        ? { health: [{ workload: 'W', threads: [{ thread: 'main', seconds: 30, ...thread }], ...health }] }
        : {}),
    },
    records,
    tokenTimes,
  });
  expect(Verdict.parse(report.verdict)).toEqual(report.verdict);
  return report.verdict!;
}

const found = (verdict: Verdict) => [verdict.state, ...verdict.reasons.map(({ code, state }) => `${code} ${state}`)];

/** Sent at `sent`, first token 50 ms later, the end after 80 ms. */
const answer = (index: number, sent: number, changes: Changes = {}) =>
  completed({
    index,
    sent_ms: sent,
    headers_ms: sent + 1,
    first_event_ms: sent + 2,
    first_token_ms: sent + 50,
    first_output_ms: sent + 50,
    last_token_ms: sent + 79,
    end_ms: sent + 80,
    ...changes,
  });
/** One after another, each sent when the one before has ended. */
const inTurn = (n: number, changes: Changes = {}) =>
  Array.from({ length: n }, (_, i) => answer(i, 100 + i * 80, changes));

const open: PatternFacts = { kind: 'open', arrival: 'poisson', rate: 100, burstiness: 1 };
/** Poisson arrivals of 100/s, sent at what `sentAt` makes of the due time. */
function arrivals(n: number, sentAt: (due: number, index: number) => number): RequestRecord[] {
  const random = createRandom(7);
  let due = 0;
  return Array.from({ length: n }, (_, index) => {
    due += -Math.log(1 - random.next()) * 10;
    return answer(index, sentAt(due, index), { due_ms: due });
  });
}

describe('a sound run', () => {
  test('a closed loop is VALID, watched or not', () => {
    expect(found(judge(inTurn(40)))).toEqual(['VALID']);
    const quiet = {
      loop_utilisation: 0.2,
      loop_delay_ms: { p50: 0.1, p99: 1, max: 9 },
      events_waiting_share: 0.3,
      run_queue_wait_ms: 90,
      starved: 0,
    };
    expect(found(judge(inTurn(40), { thread: quiet, health: { steal_share: 0.01 } }))).toEqual(['VALID']);
  });

  test('an open loop that sends within half a millisecond is VALID, and says how it sent', () => {
    const verdict = judge(
      arrivals(2000, (due, i) => due + (i % 10) * 0.05),
      { pattern: open },
    );
    expect(found(verdict)).toEqual(['VALID']);
    expect(verdict.checks[0]).toMatchObject({
      workload: 'W',
      late_sends: 0,
      arrivals: { sends: 2000, asked_rate: 100 },
    });
  });

  test('checks show what was added up', () => {
    const file = new TokenFile();
    const records = inTurn(3).map((record) => ({ ...record, token_weights: file.add([2, 2]) }));
    expect(judge(records, { tokenTimes: file.array }).checks).toEqual([
      {
        workload: 'W',
        in_flight: { counted: 1, by_littles_law: 1 },
        concurrency: { asked: 1, achieved: 1 },
        tokens: { by_usage: 12, by_stream: 12 },
      },
    ]);
  });

  test('few requests, failures, and an empty run are no fault of the measurement', () => {
    expect(found(judge(inTurn(1)))).toEqual(['VALID']);
    expect(found(judge([failed({ index: 0 })]))).toEqual(['VALID']);
    expect(found(judge([]))).toEqual(['VALID']);
  });
});

describe('planted faults of sending', () => {
  test('sends 30 ms late beside a TTFT of 50 ms', () => {
    const verdict = judge(
      arrivals(200, (due) => due + 30),
      { pattern: open },
    );
    expect(found(verdict)).toEqual(['INVALID', 'late-sends INVALID']);
    expect(verdict.reasons[0]).toEqual({
      code: 'late-sends',
      state: 'INVALID',
      workload: 'W',
      message: 'p99 of the send lag is 30 ms, 200 of 200 sends were late beside a median TTFT of 50 ms (limit 10 ms)',
      remedy: 'a lower rate, or a client with more CPU; read the latencies from the due time',
      value: 30,
      limit: 10,
    });
    expect(verdict.checks[0]?.late_sends).toBe(200);
  });

  test('4 ms late: DEGRADED; 1 ms: none', () => {
    expect(
      found(
        judge(
          arrivals(200, (due) => due + 4),
          { pattern: open },
        ),
      ),
    ).toEqual(['DEGRADED', 'late-sends DEGRADED']);
    expect(
      found(
        judge(
          arrivals(200, (due) => due + 1),
          { pattern: open },
        ),
      ),
    ).toEqual(['VALID']);
  });

  test('one hiccup among twenty sends only degrades, three are no hiccup', () => {
    const hiccups = (n: number) =>
      judge(
        arrivals(20, (due, i) => due + (i < n ? 40 : 0)),
        { pattern: open },
      );
    expect(found(hiccups(1))).toContain('late-sends DEGRADED');
    expect(hiccups(1).state).toBe('DEGRADED');
    expect(found(hiccups(3))).toContain('late-sends INVALID');
  });

  test('a sender that falls behind: a third of the rate is missing', () => {
    const verdict = judge(
      arrivals(200, (due, i) => Math.max(due, i * 15)),
      { pattern: open },
    );
    expect(found(verdict)).toContain('behind-plan INVALID');
    expect(verdict.reasons.find(({ code }) => code === 'behind-plan')?.message).toMatch(
      /^sent 66\.\d+ requests\/s where \d+\.?\d* were planned|^sent 66\.\d+ requests\/s where \d+\.?\d* requests\/s were planned/,
    );
  });

  test('sends in bunches at the turns of a loop of 25 ms: more in bunches than planned', () => {
    const verdict = judge(
      arrivals(2000, (due) => Math.ceil(due / 25) * 25),
      { pattern: open },
    );
    expect(verdict.state).toBe('INVALID');
    const shape = verdict.reasons.find(({ code }) => code.startsWith('arrival-'));
    expect(shape?.state).toBe('INVALID');
    expect(shape?.message).toMatch(/^requests left more in bunches than planned: /);
  });

  test('bunches that nobody feels beside answers of 5 s only degrade', () => {
    const slow = arrivals(2000, (due) => Math.ceil(due / 25) * 25).map((record) => ({
      ...record,
      first_token_ms: record.sent_ms! + 5000,
      first_output_ms: record.sent_ms! + 5000,
      last_token_ms: record.sent_ms! + 5010,
      end_ms: record.sent_ms! + 5020,
    }));
    expect(judge(slow, { pattern: open }).state).toBe('DEGRADED');
  });

  test('sends spread out evenly: more evenly than planned', () => {
    const verdict = judge(
      arrivals(2000, (_, i) => i * 10),
      { pattern: open },
    );
    expect(verdict.reasons.find(({ code }) => code.startsWith('arrival-'))?.message).toMatch(
      /^requests left more evenly than planned: /,
    );
  });

  test('due times that are not the process asked for', () => {
    const even = Array.from({ length: 500 }, (_, i) => answer(i, i * 10, { due_ms: i * 10 }));
    expect(found(judge(even, { pattern: open }))).toEqual(['DEGRADED', 'plan-not-as-asked DEGRADED']);
    expect(found(judge(even, { pattern: { ...open, arrival: 'constant' } }))).toEqual(['VALID']);
    expect(found(judge(even, { pattern: { ...open, arrival: 'constant', rate: 110 } }))).toEqual([
      'DEGRADED',
      'plan-not-as-asked DEGRADED',
    ]);
  });

  test('bursts on time are VALID, though no gap inside them is the planned 0', () => {
    const bursts: PatternFacts = { kind: 'open', arrival: 'burst', rate: 100, burstiness: 5 };
    const records = Array.from({ length: 400 }, (_, i) => {
      const due_ms = Math.floor(i / 5) * 50;
      return answer(i, due_ms + (i % 5) * 0.1 + (i % 3) * 0.2, { due_ms });
    });
    expect(found(judge(records, { pattern: bursts }))).toEqual(['VALID']);
  });

  test('slots that stand empty: 3 ms in 80 degrade nothing, 20 do, 40 void', () => {
    const pauses = (ms: number) => judge(Array.from({ length: 40 }, (_, i) => answer(i, i * (80 + ms))));
    expect(found(pauses(3))).toEqual(['VALID']);
    expect(found(pauses(20))).toEqual(['DEGRADED', 'empty-slots DEGRADED']);
    expect(found(pauses(40))).toEqual(['INVALID', 'empty-slots INVALID']);
  });

  test('sends that waited for their request', () => {
    expect(found(judge(inTurn(40), { thread: { starved: 1 } }))).toEqual(['DEGRADED', 'starved-sends DEGRADED']);
  });
});

describe('planted faults of the sums', () => {
  test('a lost request', () => {
    expect(found(judge(inTurn(40).filter(({ index }) => index !== 17)))).toContain('requests-lost INVALID');
  });

  test('a request twice', () => {
    const [first, ...rest] = inTurn(3);
    expect(found(judge([first!, { ...first!, request_id: 'W-again' }, ...rest]))).toContain(
      'requests-repeated INVALID',
    );
  });

  test('dropped sends at the end of the plan', () => {
    const records = inTurn(40);
    const run = workloadRun('W', { pattern: { kind: 'closed', concurrency: 1 } });
    const workloads = [{ ...run, spec: { ...run.spec, requests: 50 } }];
    const { verdict } = buildReport({ manifest: manifest({ workloads }), records, tokenTimes: NO_TIMES });
    expect(found(verdict!)).toEqual(['DEGRADED', 'requests-missing DEGRADED']);
    expect(verdict!.reasons[0]?.message).toBe('10 of 50 requests of the plan were not issued (limit 1 %)');
  });

  test('an overfull loop', () => {
    const twoAtOnce = inTurn(4).map((record) => ({ ...record, end_ms: record.end_ms! + 10 }));
    const verdict = judge(twoAtOnce);
    expect(found(verdict)).toEqual(['INVALID', 'in-flight-above-asked INVALID']);
    expect(verdict.reasons[0]?.message).toBe('2 requests were in flight at once where 1 were asked for (limit 0)');
  });

  test.each([
    [50_002, 'VALID'],
    [50_003, 'INVALID'],
  ])('token times that begin at %i µs for a TTFT of 50 ms: %s', (first, state) => {
    const file = new TokenFile();
    const record = answer(0, 100, { token_times: file.add([first, 60_000, 70_000, 79_000]) });
    expect(judge([record], { tokenTimes: file.array }).state).toBe(state);
  });

  test('sums are held against virtual time too, lateness is not', () => {
    const virtual = { virtual: true, pattern: open, thread: { loop_utilisation: 1 } };
    expect(
      found(
        judge(
          arrivals(200, (due) => due + 30),
          virtual,
        ),
      ),
    ).toEqual(['VALID']);
    expect(found(judge(inTurn(40).slice(1), { virtual: true }))).toContain('requests-lost INVALID');
  });
});

describe('planted faults of answers', () => {
  const lying = (usage: number, streamed: number, n = 10) => {
    const file = new TokenFile();
    const records = inTurn(n, { output_tokens: usage, max_tokens: 100 }).map((record) => ({
      ...record,
      token_weights: file.add([streamed]),
    }));
    return judge(records, { tokenTimes: file.array });
  };

  test.each([
    [50, 50, 'VALID'],
    [50, 49, 'VALID'],
    [50, 48, 'DEGRADED'],
    [50, 44, 'INVALID'],
    [50, 56, 'INVALID'],
  ])('usage of %i where the stream told %i: %s', (usage, streamed, state) => {
    expect(lying(usage, streamed).state).toBe(state);
  });

  test('twice as many events as usage counts', () => {
    expect(found(judge(inTurn(10, { output_tokens: 4, token_events: 8 })))).toEqual([
      'DEGRADED',
      'more-events-than-tokens DEGRADED',
    ]);
  });

  test('short answers: one in a hundred is none, two are', () => {
    const short = (n: number) =>
      judge(inTurn(100).map((record, i) => (i < n ? { ...record, short: true as const } : record)));
    expect(found(short(1))).toEqual(['VALID']);
    expect(found(short(2))).toEqual(['DEGRADED', 'many-short-answers DEGRADED']);
  });

  test.each<[string, Changes]>([
    ['a first token before the send', { first_token_ms: 99 }],
    ['an end before the last token', { end_ms: 170 }],
    ['no end', { end_ms: undefined }],
  ])('%s: one in ten voids the run', (_, changes) => {
    const records = inTurn(10);
    records[0] = answer(0, 100, changes);
    expect(found(judge(records))).toContain('impossible-moments INVALID');
  });

  test('answers that a second reading counts differently', () => {
    const reread = (answers: number, n: number) =>
      judge(inTurn(40), {
        health: { reread: { answers, differences: Array.from({ length: n }, (_, i) => `W-${i}: 5 for 4`) } },
      });
    expect(found(reread(40, 0))).toEqual(['VALID']);
    expect(found(reread(40, 1))).toEqual(['DEGRADED', 'reread-differs DEGRADED']);
    expect(found(reread(40, 5))).toEqual(['INVALID', 'reread-differs INVALID']);
  });
});

describe('planted faults of the client', () => {
  const threadOf = (thread: Partial<ThreadHealth>) => found(judge(inTurn(40), { thread }));

  test('a busy event loop', () => {
    expect(threadOf({ loop_utilisation: 0.9 })).toEqual(['INVALID', 'loop-busy INVALID']);
    expect(threadOf({ loop_utilisation: 0.7 })).toEqual(['DEGRADED', 'loop-busy DEGRADED']);
    expect(threadOf({ loop_utilisation: 0.9, seconds: 0.5 })).toEqual(['DEGRADED', 'loop-busy DEGRADED']);
  });

  test('busy because others had the CPU only degrades', () => {
    expect(threadOf({ loop_utilisation: 0.9, run_queue_wait_ms: 10_000 })).toEqual([
      'DEGRADED',
      'cpu-waited-for DEGRADED',
    ]);
  });

  test('busy without a CPU is ours as far as nobody had it', () => {
    expect(threadOf({ loop_utilisation: 0.9, cpu_share: 0.88, run_queue_wait_ms: 2900 })).toEqual([
      'INVALID',
      'loop-busy INVALID',
    ]);
    expect(threadOf({ loop_utilisation: 0.9, cpu_share: 0.3, run_queue_wait_ms: 300 })).toEqual([
      'INVALID',
      'loop-busy INVALID',
    ]);
    expect(threadOf({ loop_utilisation: 0.9, cpu_share: 0.3, run_queue_wait_ms: 15_000 })).toEqual([
      'DEGRADED',
      'cpu-waited-for DEGRADED',
    ]);
  });

  test('CPU waited for is held against the gaps between tokens, read by read', () => {
    // 3.3 s of 30 s: 11 %. A gap of 10 ms; 40 answers of so many reads.
    const waiting = (reads: number) => {
      const file = new TokenFile();
      const token_times = file.add([50_000, 60_000, 70_000, 79_000]);
      const records = inTurn(40, { reads, token_times });
      return judge(records, { tokenTimes: file.array, thread: { run_queue_wait_ms: 3300 } });
    };
    const many = waiting(60);
    expect(found(many)).toEqual(['DEGRADED', 'cpu-waited-for DEGRADED']);
    expect(many.reasons[0]?.message).toBe(
      'the client was ready to run and had no CPU for 11 % of the time: 1.38 ms for each read beside a median ITL of 10 ms (limit 10 %)',
    );
    expect(found(waiting(100))).toEqual(['VALID']);
  });

  test('one of several threads is enough, and is named', () => {
    const threads = [
      { thread: 'load 1', seconds: 30, loop_utilisation: 0.2 },
      { thread: 'load 2', seconds: 30, loop_utilisation: 0.9 },
    ];
    const verdict = judge(inTurn(40), { health: { threads } });
    expect(verdict.reasons.map(({ message }) => message)).toEqual([
      'the event loop (thread load 2) was busy for 90 % of the time: stamps are late by what came before them (limit 85 %)',
    ]);
  });

  test('stalls of our own void, stalls while others had the CPU degrade, and so do those of unknown cause', () => {
    const delay = { loop_delay_ms: { p50: 1, p99: 30, max: 80 } };
    expect(threadOf({ ...delay, run_queue_wait_ms: 2 })).toEqual(['INVALID', 'loop-stalls INVALID']);
    expect(threadOf({ ...delay, run_queue_wait_ms: 600 })).toEqual(['DEGRADED', 'loop-stalls DEGRADED']);
    expect(threadOf(delay)).toEqual(['DEGRADED', 'loop-stalls DEGRADED']);
    expect(threadOf({ ...delay, gc: { count: 20, total_ms: 301, longest_ms: 28 } })).toEqual([
      'INVALID',
      'loop-stalls INVALID',
      'gc-pause DEGRADED',
    ]);
    expect(
      found(judge(inTurn(40), { thread: { ...delay, run_queue_wait_ms: 2 }, health: { steal_share: 0.04 } })),
    ).toEqual(['DEGRADED', 'loop-stalls DEGRADED']);
  });

  test('a stall of 12 ms beside a TTFT of 50 ms voids, beside one of 1 s it is nothing', () => {
    const thread = { loop_delay_ms: { p50: 1, p99: 12, max: 80 }, run_queue_wait_ms: 0 };
    expect(judge(inTurn(40), { thread }).state).toBe('INVALID');
    const slow = Array.from({ length: 10 }, (_, i) =>
      answer(i, i * 1080, {
        first_token_ms: i * 1080 + 1000,
        first_output_ms: i * 1080 + 1000,
        last_token_ms: i * 1080 + 1079,
        end_ms: i * 1080 + 1080,
      }),
    );
    expect(judge(slow, { thread }).state).toBe('VALID');
  });

  test('events that waited, but not those of a server that writes to many streams at once', () => {
    expect(threadOf({ loop_utilisation: 0.5, events_waiting_share: 0.7 })).toEqual([
      'DEGRADED',
      'events-waiting DEGRADED',
    ]);
    expect(threadOf({ loop_utilisation: 0.1, events_waiting_share: 0.7 })).toEqual(['VALID']);
  });

  test('tokens that shared a read are ours only where our loop was behind', () => {
    const file = new TokenFile();
    const token_times = file.add([50_000, 60_000, 60_000, 79_000]);
    const together = inTurn(10).map((record) => ({ ...record, token_times }));
    const codes = (loop_utilisation: number) =>
      found(judge(together, { tokenTimes: file.array, thread: { loop_utilisation } }));
    expect(codes(0.2)).toEqual(['VALID']);
    const preempted = { loop_utilisation: 0.7, cpu_share: 0.5, run_queue_wait_ms: 6000 };
    expect(found(judge(together, { tokenTimes: file.array, thread: preempted }))).not.toContain(
      'coalesced-reads DEGRADED',
    );
    expect(codes(0.7)).toEqual(['DEGRADED', 'loop-busy DEGRADED', 'coalesced-reads DEGRADED']);
  });

  test('a single pause that touches few stamps is none', () => {
    expect(threadOf({ gc: { count: 3, total_ms: 299, longest_ms: 25 } })).toEqual(['VALID']);
    expect(threadOf({ gc: { count: 3, total_ms: 301, longest_ms: 25 } })).toEqual(['DEGRADED', 'gc-pause DEGRADED']);
  });

  test('a long pause, CPU waited for, and steal never do more than degrade', () => {
    expect(threadOf({ gc: { count: 1, total_ms: 5000, longest_ms: 5000 } })).toEqual(['DEGRADED', 'gc-pause DEGRADED']);
    expect(threadOf({ run_queue_wait_ms: 29_000 })).toEqual(['DEGRADED', 'cpu-waited-for DEGRADED']);
    expect(found(judge(inTurn(40), { health: { steal_share: 0.9 } }))).toEqual(['DEGRADED', 'steal DEGRADED']);
  });
});

test('what voids stands before what degrades, and an accepted INVALID says so', () => {
  const records = inTurn(40).filter(({ index }) => index !== 17);
  const planted = { thread: { loop_utilisation: 0.7 } };
  expect(found(judge(records, planted))[1]).toBe('requests-lost INVALID');
  const base = manifest();
  const workloads = [workloadRun('W', { pattern: { kind: 'closed', concurrency: 1 } })];
  const accept = { ...base, workloads, plan: { ...base.plan, accept_invalid: true } };
  expect(buildReport({ manifest: accept, records, tokenTimes: NO_TIMES }).verdict).toMatchObject({
    state: 'INVALID',
    accepted: true,
  });
  expect(buildReport({ manifest: accept, records: inTurn(5), tokenTimes: NO_TIMES }).verdict).not.toHaveProperty(
    'accepted',
  );
});

test('the same inputs give the same verdict, in whatever order the records come', () => {
  const records = arrivals(300, (due, i) => due + (i % 3) * 20);
  expect(JSON.stringify(judge(records.toReversed(), { pattern: open }))).toBe(
    JSON.stringify(judge(records, { pattern: open })),
  );
});
