import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureTinyModel, startLlamaEngine, type TinyModelFiles } from '@sagellm/bench-engines';
import type { Engine, EngineEvent } from '@sagellm/bench-protocol';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { TINY_LLAMA } from '../src/tiny-model/tiny-llama.ts';
import { answerOf, requestFor, words } from './llama-requests.ts';

let folder: string;
let model: TinyModelFiles;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'llama-engine-'));
  model = await ensureTinyModel(folder);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('a llama.cpp engine with two slots and a prefix cache', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await startLlamaEngine({ modelPath: model.modelPath, slots: 2, contextSize: 1024 });
  });
  afterAll(() => engine.close());

  it('tells what it is', () => {
    expect(engine.facts).toEqual({
      name: 'llama.cpp',
      version: expect.stringMatching(/node-llama-cpp 3\.22\.1/),
      model: 'tiny-random-llama-2x128',
      model_sha256: model.sha256,
      simulated: false,
      max_model_len: 1024,
      slots: 2,
      prefix_cache: 'on',
      speculation: 'off',
      kv_bytes_per_token: 512,
    });
  });

  it.each([1, 2, 77, 256])('gives exactly %i tokens, one event each, when the end is ignored', async (max_tokens) => {
    const answer = await answerOf(engine, requestFor(words(20), { max_tokens }));
    expect(answer.tokenIds).toHaveLength(max_tokens);
    expect(answer.end).toEqual({ type: 'end', finish_reason: 'length', output_tokens: max_tokens });
    expect(answer.text).not.toContain('\uFFFD');
  });

  it('counts the prompt as it counts tokens, chat template included', async () => {
    const chat = { kind: 'messages', messages: [{ role: 'user', content: words(10) }] } as const;
    // <|startoftext|>, <|user|>, ten words, <|turn|>, <|assistant|>
    expect(engine.countTokens({ kind: 'messages', messages: [...chat.messages] })).toBe(14);
    expect(engine.countTokens({ kind: 'text', text: words(10) })).toBe(10);
    const answer = await answerOf(engine, requestFor('', { input: { ...chat, messages: [...chat.messages] } }));
    expect(answer.start.prompt_tokens).toBe(14);
  });

  it('takes token ids as they are, and refuses those it does not know', async () => {
    const input = { kind: 'token-ids', token_ids: [400, 500, 600] } as const;
    const answer = await answerOf(engine, requestFor('', { input: { ...input, token_ids: [...input.token_ids] } }));
    expect(answer.start.prompt_tokens).toBe(3);
    await expect(
      answerOf(engine, requestFor('', { input: { kind: 'token-ids', token_ids: [1, 4096] } })),
    ).rejects.toMatchObject({ status: 400, code: 'invalid_prompt', message: expect.stringContaining('4096') });
  });

  it('refuses an empty prompt', async () => {
    await expect(answerOf(engine, requestFor(''))).rejects.toMatchObject({ status: 400, code: 'invalid_prompt' });
  });

  it('gives the same tokens for the same seed, and others for another', async () => {
    const sampled = (seed: number) => requestFor(words(30, 3), { max_tokens: 40, sampling: { temperature: 1, seed } });
    // The first of them fills the cache; the others find the same cache before them.
    await answerOf(engine, sampled(1));
    const [first, second, other] = [
      await answerOf(engine, sampled(1)),
      await answerOf(engine, sampled(1)),
      await answerOf(engine, sampled(2)),
    ];
    expect(second.tokenIds).toEqual(first.tokenIds);
    expect(other.tokenIds).not.toEqual(first.tokenIds);
  });

  it('with top_k 1 samples what greedy takes', async () => {
    const greedy = await answerOf(engine, requestFor(words(30, 4)));
    const narrow = await answerOf(
      engine,
      requestFor(words(30, 4), { sampling: { temperature: 1, top_k: 1, seed: 3 } }),
    );
    expect(narrow.tokenIds).toEqual(greedy.tokenIds);
  });

  it('repeats itself less under a repetition penalty', async () => {
    const repeated = (ids: number[]) => ids.length - new Set(ids).size;
    const free = await answerOf(engine, requestFor(words(30, 5), { max_tokens: 100 }));
    const punished = await answerOf(
      engine,
      requestFor(words(30, 5), { max_tokens: 100, sampling: { repetition_penalty: 1.8 } }),
    );
    expect(repeated(free.tokenIds)).toBeGreaterThan(0);
    expect(repeated(punished.tokenIds)).toBeLessThan(repeated(free.tokenIds));
  });

  it('finds the prompt in its cache when it comes again, all but its last token', async () => {
    const request = requestFor(words(100, 11));
    const first = await answerOf(engine, request);
    const again = await answerOf(engine, request);
    expect(first.start.cached_tokens).toBe(0);
    expect(again.start).toEqual({ type: 'start', prompt_tokens: 100, cached_tokens: 99 });
    expect(again.tokenIds).toEqual(first.tokenIds);
  });

  it('keeps a conversation while others come that begin with the same few tokens', async () => {
    const template = words(3, 21);
    const firstTurn = template + words(40, 22);
    await answerOf(engine, requestFor(firstTurn));
    for (const other of [23, 24]) {
      await answerOf(engine, requestFor(template + words(40, other)));
      const secondTurn = await answerOf(engine, requestFor(firstTurn + words(60, 25)));
      expect(secondTurn.start.cached_tokens).toBeGreaterThanOrEqual(43);
    }
  });

  it('counts as used the tokens of running requests, not those it keeps for reuse', async () => {
    await answerOf(engine, requestFor(words(100, 13)));
    expect(engine.stats().kv_used_tokens).toBe(0);
    const used: (number | undefined)[] = [];
    for await (const event of engine.generate(requestFor(words(50, 14), { max_tokens: 3 }))) {
      if (event.type === 'token') used.push(engine.stats().kv_used_tokens);
    }
    // A token is in the cache once it was read: the newest is not yet.
    expect(used).toEqual([50, 51, 52]);
  });

  it('runs two requests at the same time', async () => {
    const order: string[] = [];
    const follow = async (name: string, text: string) => {
      for await (const event of engine.generate(requestFor(text, { max_tokens: 100 })))
        order.push(name + event.type[0]);
    };
    await Promise.all([follow('a', words(40, 1)), follow('b', words(40, 2))]);
    // Each has tokens before the other ends.
    expect(order.indexOf('bt')).toBeLessThan(order.indexOf('ae'));
    expect(order.indexOf('at')).toBeLessThan(order.indexOf('be'));
  });

  it('lets a new request begin while a long one runs, in a slot that holds old tokens', async () => {
    await Promise.all([answerOf(engine, requestFor(words(50, 6))), answerOf(engine, requestFor(words(50, 7)))]);
    const long = engine.generate(requestFor(words(50, 8), { max_tokens: 900 }))[Symbol.asyncIterator]();
    let longTokens = 0;
    const longDone = (async () => {
      while (!(await long.next()).done) longTokens++;
    })();
    const short = await answerOf(engine, requestFor(words(60, 9), { max_tokens: 5 }));
    expect(short.tokenIds).toHaveLength(5);
    expect(longTokens).toBeLessThan(800);
    await longDone;
  });

  it('serves five requests with two slots, first come first served, and counts them', async () => {
    const before = engine.stats();
    const admitted: number[] = [];
    let peak = 0;
    const all = [0, 1, 2, 3, 4].map(async (number) => {
      let tokens = 0;
      for await (const event of engine.generate(requestFor(words(30, 20 + number), { max_tokens: 25 }))) {
        if (event.type === 'start') admitted.push(number);
        if (event.type === 'token') tokens++;
        peak = Math.max(peak, engine.stats().running);
      }
      return tokens;
    });
    expect(await Promise.all(all)).toEqual([25, 25, 25, 25, 25]);
    expect(admitted).toEqual([0, 1, 2, 3, 4]);
    expect(peak).toBe(2);
    const after = engine.stats();
    expect(after).toMatchObject({ running: 0, waiting: 0, kv_total_tokens: 2048 });
    expect(after.finished.length - before.finished.length).toBe(5);
    expect(after.generated_tokens - before.generated_tokens).toBe(125);
    expect(after.prompt_tokens - before.prompt_tokens).toBe(150);
    expect(after.memory_bytes).toBeGreaterThan(10_000_000);
  });

  it('frees the slot of a request that is aborted between tokens', async () => {
    const before = engine.stats().finished.abort;
    const stop = new AbortController();
    const seen: EngineEvent['type'][] = [];
    const request = (async () => {
      for await (const event of engine.generate(requestFor(words(30), { max_tokens: 900 }), { signal: stop.signal })) {
        seen.push(event.type);
        if (seen.length === 5) stop.abort(new Error('enough'));
      }
    })();
    await expect(request).rejects.toThrow('enough');
    expect(seen).toEqual(['start', 'token', 'token', 'token', 'token']);
    expect(engine.stats()).toMatchObject({ running: 0, finished: { abort: before + 1 } });
  });

  it('frees the slot when the caller leaves the loop', async () => {
    const before = engine.stats().finished.abort;
    for await (const event of engine.generate(requestFor(words(30), { max_tokens: 900 }))) {
      if (event.type === 'token') break;
    }
    expect(engine.stats()).toMatchObject({ running: 0, finished: { abort: before + 1 } });
  });

  it('frees the slot of an aborted request at once, even if nobody asks for its next event', async () => {
    const stop = new AbortController();
    const events = engine.generate(requestFor(words(30), { max_tokens: 900 }), { signal: stop.signal });
    const steps = events[Symbol.asyncIterator]();
    await steps.next();
    await steps.next();
    expect(engine.stats().running).toBe(1);
    stop.abort(new Error('gone'));
    expect(engine.stats().running).toBe(0);
    await expect(steps.next()).rejects.toThrow('gone');
    expect(engine.stats().running).toBe(0);
  });

  it('takes a waiting request back without giving it a slot', async () => {
    const running = [1, 2].map((n) => answerOf(engine, requestFor(words(30, n), { max_tokens: 300 })));
    const stop = new AbortController();
    const waiting = answerOf(engine, requestFor(words(30, 3)), stop.signal);
    const refused = expect(waiting).rejects.toThrow('changed my mind');
    expect(engine.stats()).toMatchObject({ running: 2, waiting: 1 });
    stop.abort(new Error('changed my mind'));
    await refused;
    expect(engine.stats()).toMatchObject({ running: 2, waiting: 0 });
    await Promise.all(running);
  });

  it('does nothing for a request that was aborted before it came', async () => {
    const before = engine.stats();
    await expect(answerOf(engine, requestFor(words(5)), AbortSignal.abort(new Error('late')))).rejects.toThrow('late');
    expect(engine.stats().prompt_tokens).toBe(before.prompt_tokens);
  });

  it('fills the context to its last token, and refuses one more before any event', async () => {
    const fits = await answerOf(engine, requestFor(words(1000), { max_tokens: 24 }));
    expect(fits.tokenIds).toHaveLength(24);
    const seen: EngineEvent[] = [];
    const tooLong = (async () => {
      for await (const event of engine.generate(requestFor(words(1001), { max_tokens: 24 }))) seen.push(event);
    })();
    await expect(tooLong).rejects.toMatchObject({
      name: 'EngineError',
      status: 400,
      code: 'context_length_exceeded',
      message: 'the context holds 1024 tokens, but 1025 are asked for: 1001 of the prompt and 24 of the answer',
    });
    expect(seen).toEqual([]);
  });

  it('stops before a stop string and counts the tokens that made it', async () => {
    const free = await answerOf(engine, requestFor(words(30, 12), { max_tokens: 40 }));
    // From the middle of one token to the middle of a later one.
    const stop = free.text.slice(41, 52);
    const at = free.text.indexOf(stop);
    const cut = await answerOf(engine, requestFor(words(30, 12), { max_tokens: 40, stop: [stop, 'never'] }));
    expect(cut.text).toBe(free.text.slice(0, at));
    expect(cut.end.finish_reason).toBe('stop');
    expect(cut.end.output_tokens).toBe(cut.tokenIds.length);
    expect(cut.tokenIds).toEqual(free.tokenIds.slice(0, cut.tokenIds.length));
    expect(cut.tokenIds.length).toBeLessThan(40);
  });

  it('loses nothing when the model ends on what might have become a stop string', async () => {
    const ask = (first: number, stop: string[]) =>
      answerOf(engine, requestFor(words(20, first), { max_tokens: 400, ignore_eos: false, stop }));
    let first = 0;
    let free = await ask(first, []);
    while (free.end.finish_reason !== 'stop' || free.tokenIds.length < 2) free = await ask(++first, []);
    const answer = await ask(first, [`${free.text.slice(-3)}!`]);
    expect(answer.text).toBe(free.text);
    expect(answer.tokenIds).toEqual(free.tokenIds);
    expect(answer.end).toEqual(free.end);
  });

  it('embeds texts, one vector each', async () => {
    const { vectors, prompt_tokens } = await engine.embed!([words(3), words(4, 1), words(3)]);
    expect(vectors.map((vector) => vector.length)).toEqual([128, 128, 128]);
    expect(prompt_tokens).toBe(10);
    expect(vectors[2]).toEqual(vectors[0]);
    expect(vectors[1]).not.toEqual(vectors[0]);
    await expect(engine.embed!([''])).rejects.toMatchObject({ status: 400, code: 'invalid_prompt' });
    await expect(engine.embed!([words(1024)])).rejects.toMatchObject({ status: 400, code: 'context_length_exceeded' });
  });
});

describe('a llama.cpp engine with one slot and no prefix cache', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await startLlamaEngine({
      modelPath: model.modelPath,
      slots: 1,
      contextSize: 8192,
      batchSize: 64,
      prefixCache: false,
      modelName: 'small',
      maxWaiting: 1,
    });
  });
  afterAll(() => engine.close());

  it('answers to the name it was given', () => {
    expect(engine.facts).toMatchObject({ model: 'small', prefix_cache: 'off', slots: 1 });
  });

  it('reuses nothing, says so, and keeps no tokens when it is idle', async () => {
    const request = requestFor(words(100));
    const [first, again] = [await answerOf(engine, request), await answerOf(engine, request)];
    expect([first.start.cached_tokens, again.start.cached_tokens]).toEqual([0, 0]);
    expect(again.tokenIds).toEqual(first.tokenIds);
    expect(engine.stats()).toMatchObject({ cached_tokens: 0, kv_used_tokens: 0, kv_total_tokens: 8192 });
  });

  it('stops reading a long prompt when the request is aborted', async () => {
    const stop = new AbortController();
    const long = answerOf(engine, requestFor(words(8000)), stop.signal);
    const refused = expect(long).rejects.toThrow('too slow');
    await once(() => (engine.stats().kv_used_tokens ?? 0) >= 64);
    stop.abort(new Error('too slow'));
    await refused;
    expect(engine.stats()).toMatchObject({ running: 0, kv_used_tokens: 0, generated_tokens: 32 });
  });

  it('refuses a request when its queue is full', async () => {
    const [running, waiting] = [1, 2].map((n) => answerOf(engine, requestFor(words(5, n), { max_tokens: 100 })));
    await expect(answerOf(engine, requestFor(words(5)))).rejects.toMatchObject({ status: 503, code: 'queue_full' });
    await Promise.all([running, waiting]);
  });
});

describe('a llama.cpp engine whose model wants to end at once', () => {
  const END = 257;
  let engine: Engine;
  beforeAll(async () => {
    const hasty = await ensureTinyModel(folder, { ...TINY_LLAMA, endBias: 20 });
    engine = await startLlamaEngine({ modelPath: hasty.modelPath, slots: 1, contextSize: 512 });
  });
  afterAll(() => engine.close());

  it('lets it end, and does not count the end as a token', async () => {
    const answer = await answerOf(engine, requestFor(words(10), { ignore_eos: false }));
    expect(answer).toMatchObject({ text: '', tokenIds: [], end: { finish_reason: 'stop', output_tokens: 0 } });
  });

  it('never samples the end when it is to be ignored', async () => {
    const answer = await answerOf(engine, requestFor(words(10), { max_tokens: 60, ignore_eos: true }));
    expect(answer.end).toMatchObject({ finish_reason: 'length', output_tokens: 60 });
    expect(answer.tokenIds).not.toContain(END);
  });

  it('holds the end back until min_tokens are out, and not longer', async () => {
    const request = requestFor(words(10), { max_tokens: 60, min_tokens: 7, ignore_eos: false });
    const answer = await answerOf(engine, request);
    expect(answer.tokenIds).toHaveLength(7);
    expect(answer.end).toEqual({ type: 'end', finish_reason: 'stop', output_tokens: 7 });
  });

  it('ignores stop strings too until min_tokens are out', async () => {
    const free = await answerOf(engine, requestFor(words(10), { max_tokens: 8 }));
    const everything = [...new Set(free.text)];
    const request = requestFor(words(10), { max_tokens: 8, min_tokens: 5, stop: everything });
    const answer = await answerOf(engine, request);
    expect(answer.tokenIds).toEqual(free.tokenIds.slice(0, 6));
    expect(answer.end).toEqual({ type: 'end', finish_reason: 'stop', output_tokens: 6 });
  });
});

describe('the context of a llama.cpp engine', () => {
  it('is not longer than the model was trained for, and the facts say so', async () => {
    const short = await ensureTinyModel(folder, { ...TINY_LLAMA, context: 512 });
    const engine = await startLlamaEngine({ modelPath: short.modelPath, slots: 1, contextSize: 2048 });
    expect(engine.facts.max_model_len).toBe(512);
    await engine.close();
  });

  it('can be filled to the length that the facts tell, whatever was asked for', async () => {
    const engine = await startLlamaEngine({ modelPath: model.modelPath, slots: 1, contextSize: 300 });
    const { max_model_len } = engine.facts;
    expect(max_model_len).toBeGreaterThanOrEqual(300);
    const full = await answerOf(engine, requestFor(words(max_model_len - 2), { max_tokens: 2 }));
    expect(full.tokenIds).toHaveLength(2);
    await expect(answerOf(engine, requestFor(words(max_model_len - 1), { max_tokens: 2 }))).rejects.toMatchObject({
      code: 'context_length_exceeded',
    });
    await engine.close();
  });
});

describe('the memory of a llama.cpp engine', () => {
  afterEach(() => vi.restoreAllMocks());

  it('is looked at before a context is made', async () => {
    // A small context and little memory, not the other way round: a failing test must not take the machine's memory.
    vi.spyOn(process, 'availableMemory').mockReturnValue(1000);
    await expect(startLlamaEngine({ modelPath: model.modelPath, slots: 1, contextSize: 512 })).rejects.toMatchObject({
      name: 'BenchmarkError',
      exitCode: 1,
      message: expect.stringContaining('a context of 512 tokens for each of 1 slots'),
    });
  });
});

describe('a llama.cpp engine that is closed', () => {
  it('ends running and waiting requests and takes no more', async () => {
    const engine = await startLlamaEngine({ modelPath: model.modelPath, slots: 1, contextSize: 512 });
    const running = answerOf(engine, requestFor(words(5), { max_tokens: 500 }));
    const waiting = answerOf(engine, requestFor(words(5)));
    const ended = Promise.all(
      [running, waiting].map((answer) => expect(answer).rejects.toMatchObject({ status: 503, code: 'shutting_down' })),
    );
    await once(() => engine.stats().generated_tokens > 3);
    await engine.close();
    await ended;
    await expect(answerOf(engine, requestFor(words(5)))).rejects.toMatchObject({ code: 'shutting_down' });
    await engine.close();
  });
});

/** Turns of the event loop, not time: what is waited for happens in this process. */
async function once(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}
