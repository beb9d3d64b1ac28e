import { VirtualClock } from '@sagellm/bench-clock';
import type { Observation } from '@sagellm/bench-protocol';
import { describe, expect, it } from 'vitest';
import { exampleRequest } from '../../tests/example-request.ts';
import { begin, play, TIMEOUTS } from '../../tests/play-script.ts';
import { delta, events, finish, usage } from '../../tests/read-pieces.ts';
import { type ScriptedStep, ScriptedTransport } from '../../tests/scripted-transport.ts';
import { embeddedProfile } from '../profiles/embedded.ts';
import { openaiProfile } from '../profiles/openai.ts';
import { createOpenAIClient } from './openai-client.ts';

const token = (after: number): ScriptedStep => ({ after, does: 'data', text: events(delta('a')) });

describe('limits, to the millisecond', () => {
  it.each<[string, ScriptedStep[], string, number]>([
    ['no connection', [], 'connect', 100],
    ['a connection just too late', [{ after: 100.5, does: 'send' }], 'connect', 100],
    ['silence after sending', [{ after: 0, does: 'send' }], 'first-token', 300],
    ['a late connection: the first token has its full time', [{ after: 90, does: 'send' }], 'first-token', 390],
    [
      'headers and a role chunk only',
      [...begin, { after: 250, does: 'data', text: events(delta('')) }],
      'first-token',
      300,
    ],
    ['comments only', [...begin, { after: 250, does: 'data', text: ': ping\n\n' }], 'first-token', 300],
    ['silence after a token', [...begin, token(10)], 'idle', 210],
    ['silence after a late token', [...begin, token(299)], 'idle', 499],
    ['silence after several tokens', [...begin, token(10), token(150), token(340)], 'idle', 540],
    [
      'a token without text counts as one',
      [...begin, { after: 250, does: 'data', text: events({ choices: [{ delta: {}, token_ids: [1] }] }) }],
      'idle',
      450,
    ],
    ['tokens without end', [...begin, ...Array.from({ length: 20 }, (_, i) => token(10 + i * 150))], 'total', 2000],
  ])('%s', async (_, script, phase, at) => {
    const { seen, transport, now } = await play(script);
    expect(seen).toMatchObject({ status: 'failed', failure: { class: 'timeout', phase }, end: at });
    expect(now).toBe(at);
    expect(transport.aborted).toEqual([0]);
  });

  it('an answer that ends at its last moment is no timeout', async () => {
    const script = [...begin, token(10), { after: 200, does: 'data', text: events(finish(), '[DONE]') } as const];
    const { seen } = await play([...script, { after: 201, does: 'end' }], { timeouts: { ...TIMEOUTS, totalMs: 202 } });
    expect(seen).toMatchObject({ status: 'completed', end: 201 });
  });

  it('a reply that does not stream has only the total limit before its body', async () => {
    const late = [...begin, { after: 1900, does: 'data', text: '{' } as const];
    expect((await play(late, {}, { stream: false })).seen).toMatchObject({ failure: { phase: 'total' }, end: 2000 });
    const early = [...begin, { after: 500, does: 'data', text: '{' } as const];
    expect((await play(early, {}, { stream: false })).seen).toMatchObject({ failure: { phase: 'idle' }, end: 700 });
  });

  it('a body left open after [DONE] is given up a quarter of a second later, and ended at [DONE]', async () => {
    const { seen, now, transport } = await play([
      ...begin,
      { after: 40, does: 'data', text: events(delta('a'), finish(), '[DONE]') },
    ]);
    expect(seen).toMatchObject({ status: 'completed', end: 40, remarks: ['the body was left open after [DONE]'] });
    expect([now, transport.aborted]).toEqual([290, [0]]);
  });

  it('an error in the stream fails at its own moment, whatever follows', async () => {
    const script: ScriptedStep[] = [...begin, token(10), { after: 40, does: 'data', text: events({ error: 'x' }) }];
    expect((await play(script)).seen).toMatchObject({ failure: { class: 'stream-error' }, end: 40 });
    expect((await play([...script, { after: 60, does: 'end' }])).seen).toMatchObject({
      failure: { class: 'stream-error' },
      end: 40,
    });
  });
});

describe('moments and counts', () => {
  it('are what the wire did, in the order of the wire', async () => {
    const counted = (text: string, n: number) => ({
      ...delta(text),
      usage: { prompt_tokens: 3, completion_tokens: n },
    });
    const { seen } = await play([
      { after: 2, does: 'send' },
      { after: 5, does: 'headers' },
      { after: 10, does: 'data', text: events(counted('', 0)) },
      { after: 12, does: 'data', text: events(counted('a', 1)) },
      { after: 22, does: 'data', text: events(counted('bc', 3), counted('d', 4)) },
      { after: 30, does: 'data', text: events(finish(), usage(4, 3), '[DONE]') },
      { after: 31, does: 'end' },
    ]);
    expect(seen).toMatchObject({
      status: 'completed',
      stampSource: 'virtual',
      sent: 2,
      headers: 5,
      firstEvent: 10,
      firstToken: 12,
      firstOutput: 12,
      lastToken: 22,
      end: 31,
      tokenTimes: [12, 22, 22],
      promptTokensUsage: 3,
      outputTokens: 4,
      outputTokensSource: 'usage',
      events: 7,
      tokenEvents: 3,
      reads: 4,
    });
    // The finish chunk has no usage, so it brought no token; those before it are known.
    expect(seen.tokenWeights).toEqual([1, 2, 1]);
  });

  it('marks an answer short that the engine was forced to make longer', async () => {
    const script = (n: number): ScriptedStep[] => [
      ...begin,
      { after: 10, does: 'data', text: events(delta('a'), finish(), usage(n), '[DONE]') },
      { after: 11, does: 'end' },
    ];
    expect((await play(script(11), {}, { exact_output: true })).seen.short).toBe(true);
    expect((await play(script(12), {}, { exact_output: true })).seen.short).toBeUndefined();
    expect((await play(script(11), {}, { exact_output: false })).seen.short).toBeUndefined();
    // A server of unknown make was not forced to anything.
    expect((await play(script(11), { profile: openaiProfile }, { exact_output: true })).seen.short).toBeUndefined();
  });

  it('asks a tokenizer where the server does not count, and checks the server where it does', async () => {
    const script = (...rest: object[]): ScriptedStep[] => [
      ...begin,
      { after: 10, does: 'data', text: events(delta('one two three'), finish(), ...rest, '[DONE]') },
      { after: 11, does: 'end' },
    ];
    const countTokens = (text: string) => text.split(' ').length;
    expect((await play(script(), { countTokens })).seen).toMatchObject({
      outputTokens: 3,
      outputTokensSource: 'tokenizer',
    });
    expect((await play(script())).seen).toMatchObject({ outputTokens: 1, outputTokensSource: 'events' });
    expect((await play(script(usage(4)), { countTokens })).seen.remarks).toBeUndefined();
    expect((await play(script(usage(5)), { countTokens })).seen).toMatchObject({
      outputTokens: 5,
      outputTokensSource: 'usage',
      remarks: ['usage says 5 output tokens, the tokenizer 3'],
    });
  });
});

describe('slots', () => {
  it('are used again, and nothing of one answer reaches the next', async () => {
    const clock = new VirtualClock();
    const transport = new ScriptedTransport(clock, (index) =>
      index === 0
        ? [
            ...begin,
            { after: 10, does: 'data', text: `data: {"choices":[{"delta":{"content":"\u00e4` },
            { after: 11, does: 'end' },
          ]
        : [
            ...begin,
            { after: 10, does: 'data', text: events(delta('ok'), finish(), '[DONE]') },
            { after: 11, does: 'end' },
          ],
    );
    const client = createOpenAIClient({
      transport,
      profile: embeddedProfile,
      baseUrl: 'http://127.0.0.1:1',
      model: 'tiny',
      timeouts: TIMEOUTS,
      clock,
      endpoint: 'chat',
    });
    const [first, second] = await clock.run(async () => [
      await client.generate(exampleRequest()),
      await client.generate(exampleRequest()),
    ]);
    expect(first!.observation.failure?.class).toBe('truncated');
    expect(second).toMatchObject({ text: 'ok', observation: { status: 'completed', events: 3 } });
  });

  it('a cancel that comes late does not touch the request that has the slot now', async () => {
    const clock = new VirtualClock();
    const transport = new ScriptedTransport(clock, () => [
      ...begin,
      { after: 10, does: 'data', text: events(delta('ok'), finish(), '[DONE]') },
      { after: 11, does: 'end' },
    ]);
    const client = createOpenAIClient({
      transport,
      profile: embeddedProfile,
      baseUrl: 'http://127.0.0.1:1',
      model: 'tiny',
      timeouts: TIMEOUTS,
      clock,
      endpoint: 'chat',
    });
    const seen: Observation[] = [];
    await clock.run(
      () =>
        new Promise<void>((resolve) => {
          const prepared = client.prepare(exampleRequest());
          const first = client.send(prepared, (observation) => {
            seen.push(observation);
            client.send(prepared, (next) => {
              seen.push(next);
              resolve();
            });
            first.cancel('late');
          });
        }),
    );
    expect(seen.map((observation) => observation.status)).toEqual(['completed', 'completed']);
    expect(transport.aborted).toEqual([]);
  });
});

describe('keys', () => {
  const make = (apiKey: string) => () =>
    createOpenAIClient({
      transport: new ScriptedTransport(new VirtualClock(), () => []),
      profile: embeddedProfile,
      baseUrl: 'http://127.0.0.1:1',
      model: 'tiny',
      timeouts: TIMEOUTS,
      clock: new VirtualClock(),
      endpoint: 'chat',
      apiKey,
    });

  it('a key that is no header value is refused without being repeated', () => {
    expect(make('sk-\nhidden')).toThrow(/^--api-key: the key is empty or has a character/);
    expect(make('')).toThrow(/--api-key/);
    expect(make('sk-1')).not.toThrow();
  });

  it('a server that repeats the key does not bring it into the record', async () => {
    const { seen } = await play(
      [
        { after: 0, does: 'send' },
        { after: 1, does: 'headers', status: 401, contentType: 'application/json' },
        { after: 2, does: 'data', text: '{"error":{"message":"Incorrect API key: sk-secret","code":"sk-secret"}}' },
        { after: 3, does: 'end' },
      ],
      { apiKey: 'sk-secret' },
    );
    expect(seen.failure).toEqual({
      class: 'http',
      http_status: 401,
      message: 'HTTP 401: Incorrect API key: [api key]',
      code: '[api key]',
    });
  });
});
