import { systemClock, VirtualClock } from '@sagellm/bench-clock';
import type { BenchmarkRequest, Observation } from '@sagellm/bench-protocol';
import { describe, expect, it } from 'vitest';
import { exampleRequest } from '../../tests/example-request.ts';
import { FormulaEngine, type FormulaOptions } from '../../tests/formula-engine.ts';
import { createNativeClient } from './native-client.ts';

async function ask(engineOptions: Omit<FormulaOptions, 'clock'> = {}, request: Partial<BenchmarkRequest> = {}) {
  const clock = new VirtualClock();
  const engine = new FormulaEngine({ clock, ...engineOptions });
  const client = createNativeClient(engine, { clock });
  const result = await clock.run(() => client.generate(exampleRequest({ max_tokens: 4, ...request })));
  return { ...result, engine, client };
}

describe('an engine in process, on the virtual clock', () => {
  it('is observed to the exact millisecond', async () => {
    const { text, observation } = await ask();
    expect(text).toBe('aaaa');
    expect(observation).toEqual({
      status: 'completed',
      stampSource: 'virtual',
      sent: 0,
      firstEvent: 0,
      firstToken: 10,
      firstOutput: 10,
      lastToken: 25,
      end: 25,
      tokenTimes: [10, 15, 20, 25],
      tokenWeights: [1, 1, 1, 1],
      promptTokensUsage: 7,
      cachedTokens: 2,
      outputTokens: 4,
      outputTokensSource: 'usage',
      finishReason: 'length',
      events: 6,
      tokenEvents: 4,
    });
  });

  it('has no TTFT where the request does not stream', async () => {
    const { observation } = await ask({}, { stream: false });
    expect(observation).toMatchObject({ status: 'completed', sent: 0, end: 25, outputTokens: 4 });
    expect([observation.firstToken, observation.tokenTimes, observation.events]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('waits for the first text, and weighs the tokens before it with it', async () => {
    const { observation } = await ask({ texts: ['', 'ä', 'b', ''] });
    expect(observation).toMatchObject({ firstToken: 15, tokenTimes: [15, 20, 25], tokenWeights: [2, 1, 1] });
  });

  it('asks what the HTTP route would ask', async () => {
    const { engine } = await ask({}, { exact_output: true, sampling: { temperature: 0 } });
    expect(engine.asked[0]).toEqual({
      request_id: 'r-1',
      input: { kind: 'messages', messages: [{ role: 'user', content: 'Say something' }] },
      max_tokens: 4,
      min_tokens: 4,
      ignore_eos: true,
      stop: [],
      sampling: { temperature: 0 },
    });
  });

  it('marks a forced answer that ended early as short', async () => {
    expect((await ask({ stopAfter: 3 }, { exact_output: true })).observation.short).toBe(true);
    expect((await ask({ stopAfter: 3 })).observation.short).toBeUndefined();
  });

  it.each<[string, Omit<FormulaOptions, 'clock'>, object]>([
    [
      'a refusal',
      { fault: 'refuse' },
      { class: 'http', http_status: 400, code: 'context_length_exceeded', message: 'HTTP 400: prompt too long' },
    ],
    ['a fault in the middle', { fault: 'throw' }, { class: 'stream-error', message: 'out of memory' }],
    ['no end event', { fault: 'no-end' }, { class: 'truncated' }],
    ['no token', { stopAfter: 0 }, { class: 'empty' }],
    ['more tokens than allowed', { stopAfter: 5 }, { class: 'usage-impossible' }],
  ])('%s', async (_, options, failure) => {
    const { observation } = await ask(options);
    expect(observation).toMatchObject({ status: 'failed', failure });
  });

  it('keeps what it saw before a fault', async () => {
    const { observation } = await ask({ fault: 'throw' });
    expect(observation).toMatchObject({ tokenTimes: [10, 15], end: 20 });
    expect(observation.outputTokens).toBeUndefined();
  });

  it('embeds', async () => {
    const { observation } = await ask({}, { input: { kind: 'texts', texts: ['a', 'b'] } });
    expect(observation).toMatchObject({ status: 'completed', promptTokensUsage: 2 });
    expect([observation.outputTokens, observation.tokenTimes]).toEqual([undefined, undefined]);
  });
});

describe('giving up', () => {
  it('cancels at the moment it is asked to, and calls back once', async () => {
    const clock = new VirtualClock();
    const client = createNativeClient(new FormulaEngine({ clock }), { clock });
    const seen: Observation[] = [];
    await clock.run(async () => {
      const sending = client.send(client.prepare(exampleRequest()), (observation) => seen.push(observation));
      await clock.sleepUntil(17);
      sending.cancel('enough');
      sending.cancel('again');
      await clock.sleepUntil(200);
    });
    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatchObject({ status: 'cancelled', reason: 'enough', end: 17, tokenTimes: [10, 15] });
  });

  it('does not wait for an engine that does not listen', async () => {
    const client = createNativeClient(new FormulaEngine({ clock: systemClock, fault: 'deaf' }), { clock: systemClock });
    const waiting = client.generate(exampleRequest());
    await client.close();
    expect((await waiting).observation).toMatchObject({
      status: 'cancelled',
      reason: 'client closed',
      stampSource: 'native',
    });
  });

  it('never starts what was cancelled before, and hears the signal of the whole client', async () => {
    const clock = new VirtualClock();
    const engine = new FormulaEngine({ clock });
    const controller = new AbortController();
    const client = createNativeClient(engine, { clock, signal: controller.signal });
    controller.abort();
    const { observation } = await client.generate(exampleRequest());
    expect(observation).toMatchObject({ status: 'cancelled' });
    expect(observation.sent).toBeUndefined();
    expect(engine.asked).toEqual([]);
  });

  it('leaving the loop of a stream frees the engine', async () => {
    const clock = new VirtualClock();
    const client = createNativeClient(new FormulaEngine({ clock }), { clock });
    const texts: string[] = [];
    await clock.run(async () => {
      for await (const event of client.stream(exampleRequest())) {
        if (event.type === 'token') texts.push(`${event.text}@${event.at}`);
        if (texts.length === 2) break;
      }
    });
    expect(texts).toEqual(['a@10', 'a@15']);
    expect(clock.now()).toBeLessThanOrEqual(20);
  });

  it('a stream ends with its observation', async () => {
    const clock = new VirtualClock();
    const client = createNativeClient(new FormulaEngine({ clock }), { clock });
    const types: string[] = [];
    await clock.run(async () => {
      for await (const event of client.stream(exampleRequest({ max_tokens: 2 }))) types.push(event.type);
    });
    expect(types).toEqual(['token', 'token', 'end']);
  });
});
