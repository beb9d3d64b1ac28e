import { VirtualClock } from '@sagellm/bench-clock';
import { constantProfile, referenceProfile } from '@sagellm/bench-latency-model';
import type { EngineEvent, EngineRequest } from '@sagellm/bench-protocol';
import { describe, expect, it } from 'vitest';
import { createSimulatedEngine, type SimulatedEngineOptions } from './simulated-engine.ts';

const profile = constantProfile({ ttftMs: 50, itlMs: 10 });

function setUp(options: Partial<SimulatedEngineOptions> = {}) {
  const clock = new VirtualClock();
  const engine = createSimulatedEngine({ profile, clock, seed: 1, slots: 4, ...options });
  return { clock, engine };
}

function ask(request: Partial<EngineRequest> & { text?: string } = {}): EngineRequest {
  const { text = 'one two three', ...rest } = request;
  return {
    request_id: 'r',
    input: { kind: 'text', text },
    max_tokens: 4,
    min_tokens: 0,
    ignore_eos: true,
    stop: [],
    sampling: {},
    ...rest,
  };
}

type Setup = ReturnType<typeof setUp>;

/** Reads an answer to its end, with the moment of each event. */
async function read({ clock, engine }: Setup, request: EngineRequest, signal?: AbortSignal) {
  const seen: { at: number; event: EngineEvent }[] = [];
  for await (const event of engine.generate(request, signal ? { signal } : {})) seen.push({ at: clock.now(), event });
  const tokens = seen.filter(({ event }) => event.type === 'token');
  return {
    seen,
    at: tokens.map(({ at }) => at),
    start: seen[0]?.at,
    text: tokens.map(({ event }) => (event.type === 'token' ? event.text : '')).join(''),
    end: seen.at(-1)?.event,
  };
}

const run = (setup: Setup, request: EngineRequest) => setup.clock.run(() => read(setup, request));

describe('times', () => {
  it('gives the first token after TTFT and each next one after ITL, exactly', async () => {
    const setup = setUp();
    const answer = await run(setup, ask({ max_tokens: 5 }));
    expect(answer.start).toBe(0);
    expect(answer.at).toEqual([50, 60, 70, 80, 90]);
    expect(answer.end).toEqual({ type: 'end', finish_reason: 'length', output_tokens: 5 });
    expect(setup.clock.now()).toBe(90);
  });

  it('gives one token at TTFT when one is asked for', async () => {
    expect((await run(setUp(), ask({ max_tokens: 1 }))).at).toEqual([50]);
  });

  it('adds no lateness of its reader to later tokens', async () => {
    const setup = setUp();
    const at: number[] = [];
    await setup.clock.run(async () => {
      for await (const event of setup.engine.generate(ask({ max_tokens: 5 }))) {
        if (event.type !== 'token') continue;
        at.push(setup.clock.now());
        if (at.length === 2) await setup.clock.sleepUntil(75);
      }
    });
    expect(at).toEqual([50, 60, 75, 80, 90]);
  });

  it('serves 5 requests on 2 slots first come first served, TTFT counted from the free slot', async () => {
    const setup = setUp({ slots: 2 });
    const answers = await setup.clock.run(() =>
      Promise.all([3, 5, 2, 2, 2].map((max_tokens) => read(setup, ask({ max_tokens })))),
    );
    // Slot A: 0–70, 70–130, 130–190. Slot B: 0–90, 90–150.
    expect(answers.map(({ start }) => start)).toEqual([0, 0, 70, 90, 130]);
    expect(answers.map(({ at }) => at)).toEqual([
      [50, 60, 70],
      [50, 60, 70, 80, 90],
      [120, 130],
      [140, 150],
      [180, 190],
    ]);
    expect(setup.engine.stats()).toMatchObject({ running: 0, waiting: 0, kv_used_tokens: 0, generated_tokens: 14 });
  });

  it('slows down with running requests and context where the profile says so', async () => {
    const setup = setUp({ profile: referenceProfile });
    const [first, second] = await setup.clock.run(() =>
      Promise.all([read(setup, ask({ max_tokens: 2 })), read(setup, ask({ max_tokens: 3 }))]),
    );
    // Prefill of 3 tokens: 50.3. Two run, contexts of 4: 20 + 4 + 0.04. The first ends then, just before the
    // second takes its next step: 20 + 2 + 0.05.
    expect(first!.at[0]).toBeCloseTo(50.3, 9);
    expect(first!.at[1]).toBeCloseTo(50.3 + 24.04, 9);
    expect(second!.at[1]).toBeCloseTo(50.3 + 24.04, 9);
    expect(second!.at[2]! - second!.at[1]!).toBeCloseTo(22.05, 9);
  });

  it('is the same for the same seed, and other text for another', async () => {
    const texts = await Promise.all([7, 7, 8].map(async (seed) => (await run(setUp({ seed }), ask())).text));
    expect(texts[1]).toBe(texts[0]);
    expect(texts[2]).not.toBe(texts[0]);
  });

  it('answers different prompts, and different sampling seeds, differently', async () => {
    const setup = setUp();
    const plain = (await run(setup, ask())).text;
    expect((await run(setup, ask({ text: 'one two four' }))).text).not.toBe(plain);
    expect((await run(setup, ask({ sampling: { seed: 5 } }))).text).not.toBe(plain);
    expect((await run(setup, ask())).text).toBe(plain);
  });

  it('works without any time between tokens', async () => {
    const setup = setUp({ profile: constantProfile({ ttftMs: 0, itlMs: 0 }) });
    expect((await run(setup, ask({ max_tokens: 3 }))).at).toEqual([0, 0, 0]);
  });
});

describe('answers', () => {
  it('are words of one token each, so that counting words counts tokens', async () => {
    const setup = setUp();
    const { text } = await run(setup, ask({ max_tokens: 300 }));
    expect(setup.engine.countTokens({ kind: 'text', text })).toBe(300);
    expect(text).toMatch(/^[a-z]{4}( [a-z]{4}){299}$/);
  });

  it('without ignore_eos have natural lengths between min_tokens and max_tokens', async () => {
    const setup = setUp();
    const lengths = new Set<number>();
    for (let i = 0; i < 40; i++) {
      const { end } = await run(
        setup,
        ask({ text: `prompt ${i}`, ignore_eos: false, max_tokens: 200, min_tokens: 60 }),
      );
      if (end?.type !== 'end') throw new Error('no end');
      expect(end.output_tokens).toBeGreaterThanOrEqual(60);
      expect(end.output_tokens).toBeLessThanOrEqual(200);
      expect(end.finish_reason).toBe(end.output_tokens === 200 ? 'length' : 'stop');
      lengths.add(end.output_tokens);
    }
    expect(lengths.size).toBeGreaterThan(10);
  });

  it('end before a stop string, whose tokens are counted', async () => {
    const setup = setUp();
    const whole = (await run(setup, ask({ max_tokens: 6 }))).text;
    const third = whole.split(' ')[2]!;
    const stopped = await run(setup, ask({ max_tokens: 6, stop: [third] }));
    expect(stopped.text).toBe(whole.slice(0, whole.indexOf(third)));
    expect(stopped.end).toEqual({ type: 'end', finish_reason: 'stop', output_tokens: 3 });
    expect(stopped.at.map((at) => at - stopped.start!)).toEqual([50, 60, 70]);
  });

  it('do not stop at a stop string before min_tokens', async () => {
    const setup = setUp();
    const whole = (await run(setup, ask({ max_tokens: 6 }))).text;
    const first = whole.split(' ')[0]!;
    const answer = await run(setup, ask({ max_tokens: 6, min_tokens: 6, stop: [first] }));
    expect(answer.text).toBe(whole);
  });

  it('give out at the end what was held back for a stop string that did not come', async () => {
    const setup = setUp();
    const whole = (await run(setup, ask({ max_tokens: 3 }))).text;
    const answer = await run(setup, ask({ max_tokens: 3, stop: [`${whole.slice(-4)} never`] }));
    expect(answer.text).toBe(whole);
    expect(answer.end).toMatchObject({ finish_reason: 'length', output_tokens: 3 });
  });
});

describe('leaving', () => {
  it('frees the slot in the moment of the abort, even while nobody reads', async () => {
    const setup = setUp({ slots: 1 });
    const { clock, engine } = setup;
    const controller = new AbortController();
    await clock.run(async () => {
      const events = engine.generate(ask({ max_tokens: 100 }), { signal: controller.signal })[Symbol.asyncIterator]();
      await events.next();
      await events.next();
      expect(engine.stats()).toMatchObject({ running: 1, kv_used_tokens: 4 });
      controller.abort(new Error('enough'));
      expect(engine.stats()).toMatchObject({ running: 0, kv_used_tokens: 0, finished: { abort: 1 } });
      await expect(events.next()).rejects.toThrow('enough');
    });
  });

  it('frees the slot when the loop is left, and the next in the queue starts then', async () => {
    const setup = setUp({ slots: 1 });
    const { clock, engine } = setup;
    const next = await clock.run(async () => {
      const leaving = (async () => {
        for await (const event of engine.generate(ask({ max_tokens: 100 }))) if (event.type === 'token') break;
      })();
      const waiting = read(setup, ask({ max_tokens: 1 }));
      await leaving;
      return waiting;
    });
    expect(next.start).toBe(50);
    expect(next.at).toEqual([100]);
    expect(engine.stats().finished).toEqual({ stop: 0, length: 1, abort: 1 });
  });

  it('takes a waiting request out of the queue', async () => {
    const setup = setUp({ slots: 1 });
    const { clock, engine } = setup;
    const controller = new AbortController();
    await clock.run(async () => {
      const first = read(setup, ask({ max_tokens: 2 }));
      const second = read(setup, ask(), controller.signal);
      const third = read(setup, ask({ max_tokens: 1 }));
      await clock.sleepUntil(10);
      expect(engine.stats()).toMatchObject({ running: 1, waiting: 2 });
      controller.abort(new Error('left'));
      await expect(second).rejects.toThrow('left');
      expect(engine.stats().waiting).toBe(1);
      await first;
      expect((await third).start).toBe(60);
    });
  });

  it('refuses a signal that is aborted already', async () => {
    const setup = setUp();
    await expect(read(setup, ask(), AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone');
    expect(setup.engine.stats().running).toBe(0);
  });

  it('ends all requests with status 503 when it is closed', async () => {
    const setup = setUp({ slots: 1 });
    await setup.clock.run(async () => {
      const answers = [read(setup, ask()), read(setup, ask())];
      await setup.clock.sleepUntil(20);
      await setup.engine.close();
      for (const answer of answers) await expect(answer).rejects.toMatchObject({ status: 503, code: 'engine_closed' });
    });
    expect(setup.engine.stats()).toMatchObject({ running: 0, waiting: 0 });
  });
});

describe('refusals', () => {
  it.each([
    ['an empty prompt', ask({ text: ' \n ' }), 'empty_prompt'],
    ['a max_tokens of 0', ask({ max_tokens: 0 }), 'invalid_max_tokens'],
    ['min_tokens above max_tokens', ask({ min_tokens: 5 }), 'invalid_min_tokens'],
    ['one token too many', ask({ text: 'a b c d e f g', max_tokens: 4 }), 'context_length_exceeded'],
  ])('%s', async (_, request, code) => {
    const { engine } = setUp({ maxModelLen: 10 });
    const events = engine.generate(request)[Symbol.asyncIterator]();
    await expect(events.next()).rejects.toMatchObject({ status: 400, code });
    expect(engine.stats()).toMatchObject({ running: 0, prompt_tokens: 0, finished: { stop: 0, length: 0, abort: 0 } });
  });

  it('takes a prompt that just fits', async () => {
    const answer = await run(setUp({ maxModelLen: 10 }), ask({ text: 'a b c d e f', max_tokens: 4 }));
    expect(answer.at).toHaveLength(4);
  });

  it('a request beyond a full queue', async () => {
    const setup = setUp({ slots: 1, maxWaiting: 1 });
    await setup.clock.run(async () => {
      const taken = [read(setup, ask()), read(setup, ask())];
      await expect(read(setup, ask())).rejects.toMatchObject({ status: 503, code: 'queue_full' });
      await Promise.all(taken);
    });
  });
});

describe('counts', () => {
  it('tell running, waiting and the tokens in all contexts at every moment', async () => {
    const setup = setUp({ slots: 2 });
    const { clock, engine } = setup;
    await clock.run(async () => {
      const all = Promise.all([0, 1, 2].map(() => read(setup, ask({ max_tokens: 3 }))));
      await clock.sleepUntil(49);
      expect(engine.stats()).toMatchObject({ running: 2, waiting: 1, kv_used_tokens: 6, prompt_tokens: 6 });
      await clock.sleepUntil(61);
      expect(engine.stats()).toMatchObject({ kv_used_tokens: 10, generated_tokens: 4 });
      await all;
    });
    expect(engine.stats()).toEqual({
      running: 0,
      waiting: 0,
      prompt_tokens: 9,
      generated_tokens: 9,
      finished: { stop: 0, length: 3, abort: 0 },
      kv_used_tokens: 0,
      kv_total_tokens: 65_536,
    });
  });

  it('say that it is simulated, and leave out what is not known', () => {
    const { engine } = setUp();
    expect(engine.facts).toEqual({
      name: 'simulated',
      model: 'simulated-ttft=50,itl=10',
      simulated: true,
      max_model_len: 32_768,
      slots: 4,
      prefix_cache: 'off',
      speculation: 'off',
    });
    expect(Object.keys(engine.stats())).not.toContain('memory_bytes');
    expect(Object.keys(engine.stats())).not.toContain('cached_tokens');
  });

  it('add template tokens to a conversation only', () => {
    const { engine } = setUp({ templateTokens: 7 });
    const messages = [
      { role: 'system' as const, content: 'be  brief' },
      { role: 'user' as const, content: 'hello\tthere\nyou ' },
    ];
    expect(engine.countTokens({ kind: 'messages', messages })).toBe(12);
    expect(engine.countTokens({ kind: 'text', text: 'hello' })).toBe(1);
    expect(engine.countTokens({ kind: 'token-ids', token_ids: [1, 1, 1] })).toBe(3);
  });
});

describe('prefix cache', () => {
  const words = (count: number, word = 'w') => Array.from({ length: count }, (_, i) => `${word}${i}`).join(' ');

  it('finds whole blocks of an earlier prompt and shortens the prefill by them', async () => {
    const setup = setUp({ prefixCache: true, profile: referenceProfile });
    const first = await run(setup, ask({ text: words(40), max_tokens: 1 }));
    expect(first.seen[0]!.event).toEqual({ type: 'start', prompt_tokens: 40, cached_tokens: 0 });
    const again = await run(setup, ask({ text: `${words(39)} other`, max_tokens: 1 }));
    expect(again.seen[0]!.event).toEqual({ type: 'start', prompt_tokens: 40, cached_tokens: 32 });
    expect(again.at[0]! - again.start!).toBeCloseTo(50.8, 9);
    expect(setup.engine.stats().cached_tokens).toBe(32);
  });

  it('tells nothing of cached tokens when it is off', async () => {
    const setup = setUp();
    await run(setup, ask({ text: words(40) }));
    expect((await run(setup, ask({ text: words(40) }))).seen[0]!.event).toEqual({ type: 'start', prompt_tokens: 40 });
  });
});

describe('embeddings', () => {
  it('are unit vectors by text, and take the time of the formula', async () => {
    const setup = setUp({ profile: referenceProfile });
    const result = await setup.clock.run(() => setup.engine.embed(['a b', 'c', 'a b']));
    expect(setup.clock.now()).toBeCloseTo(6.5, 9);
    expect(result.prompt_tokens).toBe(5);
    expect(result.vectors[2]).toEqual(result.vectors[0]);
    expect(result.vectors[1]).not.toEqual(result.vectors[0]);
    for (const vector of result.vectors) expect(Math.hypot(...vector)).toBeCloseTo(1, 12);
  });

  it('take longer beside other work, and refuse a text beyond the model', async () => {
    const setup = setUp({ profile: referenceProfile, maxModelLen: 10 });
    await setup.clock.run(async () => {
      const busy = read(setup, ask());
      await setup.clock.sleepUntil(10);
      await setup.engine.embed(['a']);
      expect(setup.clock.now()).toBeCloseTo(10 + 5.5 * 1.25, 9);
      await busy;
    });
    await expect(setup.engine.embed(['a '.repeat(11)])).rejects.toMatchObject({ code: 'context_length_exceeded' });
  });
});

describe('truth', () => {
  it('holds what happened, in virtual time', async () => {
    const setup = setUp({ slots: 1 });
    await setup.clock.run(() =>
      Promise.all([
        read(setup, ask({ request_id: 'a', max_tokens: 2 })),
        read(setup, ask({ request_id: 'b', max_tokens: 1 })),
      ]),
    );
    expect(setup.engine.truth()).toEqual({
      clock: 'virtual',
      dropped: 0,
      requests: [
        {
          request_id: 'a',
          index: 0,
          received_ms: 0,
          admitted_ms: 0,
          prompt_tokens: 3,
          token_ms: [50, 60],
          end_ms: 60,
          outcome: 'completed',
        },
        {
          request_id: 'b',
          index: 1,
          received_ms: 0,
          admitted_ms: 60,
          prompt_tokens: 3,
          token_ms: [110],
          end_ms: 110,
          outcome: 'completed',
        },
      ],
    });
    setup.engine.clearTruth();
    expect(setup.engine.truth().requests).toEqual([]);
  });

  it('tells aborted and refused requests apart', async () => {
    const setup = setUp();
    await setup.clock.run(async () => {
      for await (const event of setup.engine.generate(ask())) if (event.type === 'token') break;
    });
    await expect(run(setup, ask({ text: '' }))).rejects.toThrow('no tokens');
    const [aborted, refused] = setup.engine.truth().requests;
    expect(aborted).toMatchObject({ outcome: 'aborted', token_ms: [50] });
    expect(refused).toMatchObject({ outcome: 'refused', token_ms: [] });
    expect(refused).not.toHaveProperty('admitted_ms');
  });
});

describe('faults without a wire', () => {
  it('late: everything comes later by the delay', async () => {
    const setup = setUp({ faults: [{ every: 1, fault: { kind: 'late', delay_ms: 200 } }] });
    expect((await run(setup, ask({ max_tokens: 2 }))).at).toEqual([250, 260]);
  });

  it('http-error: refused with that status before any event', async () => {
    const setup = setUp({ faults: [{ every: 1, fault: { kind: 'http-error', status: 429 } }] });
    await expect(run(setup, ask())).rejects.toMatchObject({ name: 'EngineError', status: 429 });
    expect(setup.engine.truth().requests[0]).toMatchObject({ outcome: 'faulted', fault: 'http-error' });
  });

  it('stream-error: throws after its tokens, and the slot is free', async () => {
    const setup = setUp({ faults: [{ every: 1, fault: { kind: 'stream-error', after_tokens: 2 } }] });
    await expect(run(setup, ask())).rejects.toMatchObject({ status: 500 });
    expect(setup.engine.stats()).toMatchObject({ running: 0, kv_used_tokens: 0 });
    expect(setup.engine.truth().requests[0]!.token_ms).toEqual([50, 60]);
  });

  it('truncated: no end event', async () => {
    const setup = setUp({ faults: [{ every: 1, fault: { kind: 'truncated', after_tokens: 2 } }] });
    const answer = await run(setup, ask());
    expect(answer.seen.map(({ event }) => event.type)).toEqual(['start', 'token', 'token']);
    expect(setup.engine.truth().requests[0]!.outcome).toBe('faulted');
  });

  it('empty: an end without tokens', async () => {
    const answer = await run(setUp({ faults: [{ every: 1, fault: { kind: 'empty' } }] }), ask());
    expect(answer.end).toEqual({ type: 'end', finish_reason: 'stop', output_tokens: 0 });
    expect(answer.at).toEqual([]);
  });

  it.each([
    ['zero', 0],
    ['above-limit', 5],
  ] as const)('wrong-usage %s: %i output tokens are claimed', async (usage, claimed) => {
    const answer = await run(setUp({ faults: [{ every: 1, fault: { kind: 'wrong-usage', usage } }] }), ask());
    expect(answer.end).toMatchObject({ output_tokens: claimed });
    expect(answer.at).toHaveLength(4);
  });

  it.each([
    ['first-token', []],
    ['middle', [50]],
  ] as const)('hang at %s: silence until the signal', async (at, tokens) => {
    const setup = setUp({ faults: [{ every: 1, fault: { kind: 'hang', at } }] });
    const controller = new AbortController();
    await setup.clock.run(async () => {
      setup.clock.schedule(5_000, () => controller.abort(new Error('waited enough')));
      await expect(read(setup, ask(), controller.signal)).rejects.toThrow('waited enough');
    });
    expect(setup.clock.now()).toBe(5_000);
    expect(setup.engine.truth().requests[0]!.token_ms).toEqual(tokens);
    expect(setup.engine.stats().running).toBe(0);
  });
});
