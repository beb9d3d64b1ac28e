import { VirtualClock } from '@sagellm/bench-clock';
import { describe, expect, it, vi } from 'vitest';
import { exampleRequest } from '../tests/example-request.ts';
import { begin, play } from '../tests/play-script.ts';
import { delta, events, finish, readPieces, usage } from '../tests/read-pieces.ts';
import { loadMetrics, loadRecording, loadReply } from '../tests/recording.ts';
import { createEngineObserver } from './observation/engine-observer.ts';
import { parsePrometheus } from './observation/parse-prometheus.ts';
import { requestBody } from './openai/request-body.ts';
import { type EngineProfileName, engineProfiles } from './profiles/engine-profiles.ts';
import { readErrorBody } from './reading/error-body.ts';

/** Each piece is one socket read; the n-th comes at n ms. */
const read = (...pieces: (string | Uint8Array)[]) => readPieces({ pieces });
const role = { choices: [{ index: 0, delta: { role: 'assistant', content: '' } }] };
const roleNull = { choices: [{ index: 0, delta: { role: 'assistant', content: null } }] };
const done = events('[DONE]');
const withUsage = (content: string, completion: number) => ({
  ...delta(content),
  usage: { prompt_tokens: 5, completion_tokens: completion },
});
const withIds = (content: string, ids: number[]) => ({
  choices: [{ index: 0, delta: { role: 'assistant', content }, output_ids: ids }],
});
const names = Object.keys(engineProfiles) as EngineProfileName[];

/** Traps of the wire by number, so that a fault can be named; 35 and 36 are two each. */
describe('pitfalls of streams', () => {
  it.each([
    ['empty', role],
    ['null', roleNull],
  ])('pitfall 1: a role chunk whose content is %s is no first token and no gap', (_, first) => {
    const seen = read(events(first), events(delta('a')), events(delta('b')), events(finish()) + done);
    expect([seen.firstEvent, seen.firstToken, seen.tokenTimes]).toEqual([1, 2, [2, 3]]);
  });

  it('pitfall 2: an empty chunk that carries tokens is evidence of them; the first visible one has its own clock', () => {
    const middle = read(events(withIds('a', [1])), events(withIds('', [2])), events(withIds('b', [3])), done);
    expect([middle.tokenTimes, middle.tokenWeights, middle.outputTokens]).toEqual([[1, 2, 3], [1, 1, 1], 3]);
    const first = read(events(withIds('', [1])), events(withIds('a', [2])), events(withIds('b', [3])), done);
    expect([first.firstToken, first.tokenWeights, first.outputTokens]).toEqual([2, [2, 1], 3]);
    const tgi = readPieces({
      pieces: [events(delta('a')), events(delta('')), events(delta('b')) + done],
      quirks: engineProfiles.tgi.quirks,
    });
    expect([tgi.tokenTimes, tgi.tokenWeights]).toEqual([
      [1, 2, 3],
      [1, 1, 1],
    ]);
  });

  it('pitfall 3: a usage-only chunk has no choices to read, is no token and moves no time', () => {
    const seen = read(events(delta('a')), events(finish()), events(usage(1)) + done);
    expect([seen.status, seen.tokenTimes, seen.lastToken, seen.outputTokens]).toEqual(['completed', [1], 1, 1]);
  });

  it('pitfall 4: a finish-only chunk is no token', () => {
    const seen = read(events(delta('a')), events(delta('b')), events(finish('stop')) + done);
    expect([seen.lastToken, seen.tokenEvents, seen.finishReason]).toEqual([2, 2, 'stop']);
  });

  it('pitfall 5: several tokens in a chunk are a weight, by usage or by ids', () => {
    const byUsage = read(events(withUsage('', 0)), events(withUsage('abc', 3)), events(withUsage('de', 5)), done);
    expect([byUsage.tokenWeights, byUsage.tokenTimes]).toEqual([
      [3, 2],
      [2, 3],
    ]);
    const recorded = loadRecording('multi-chat-stream-token-ids', 'lmdeploy').reads.map(({ bytes }) => bytes);
    const byIds = readPieces({ pieces: recorded, request: { max_tokens: 16 } });
    expect([byIds.tokenWeights!.reduce((a, b) => a + b), byIds.tokenEvents, byIds.outputTokens]).toEqual([16, 6, 16]);
    expect(Math.max(...byIds.tokenWeights!)).toBe(3);
  });

  it('pitfall 6: tokens that a parser hides come as the weight of the burst behind them', () => {
    const call = { choices: [{ index: 0, delta: { tool_calls: [{ function: { name: 'f' } }] } }] };
    const seen = read(
      events({ ...role, usage: { completion_tokens: 0 } }),
      events({ ...call, usage: { completion_tokens: 9 } }),
      done,
    );
    expect([seen.firstToken, seen.tokenWeights]).toEqual([2, [9]]);
  });

  it('pitfall 7: comments are skipped, also those that a gateway sends on as data', () => {
    const seen = read(': keepalive\n\n', ':\n\n', events(': ping', delta('a')), events(finish()) + done);
    expect([seen.status, seen.tokenEvents, seen.remarks]).toEqual(['completed', 1, ['a comment came as data']]);
  });

  it('pitfall 8: the blank line behind a comment is no event', () => {
    const seen = read(': ping\n\n\n\n', events(delta('a'), finish()) + done);
    expect([seen.firstEvent, seen.events, seen.status]).toEqual([2, 3, 'completed']);
  });

  it.each([
    ['no space behind data:', `data:${JSON.stringify(delta('a'))}\n\ndata:[DONE]\n\n`],
    ['CR', `data: ${JSON.stringify(delta('a'))}\r\rdata: [DONE]\r\r`],
    ['CRLF', `data: ${JSON.stringify(delta('a'))}\r\n\r\ndata: [DONE]\r\n\r\n`],
    ['several data lines', `data: {"choices":\ndata: [{"delta":{"content":"a"}}]}\n\ndata: [DONE]\n\n`],
    ['event, id and retry lines', `event: message\nid: 1\nretry: 5\ndata: ${JSON.stringify(delta('a'))}\n\n${done}`],
    ['a byte order mark', `\uFEFF${events(delta('a'))}${done}`],
  ])('pitfall 9: %s, in one read or byte by byte', (_, body) => {
    const bytes = [...Buffer.from(body)].map((byte) => Uint8Array.of(byte));
    for (const seen of [read(body), read(...bytes)]) {
      expect([seen.status, seen.text, seen.events]).toEqual(['completed', 'a', 2]);
    }
  });

  it('pitfall 10: a character that is cut between reads arrives whole', () => {
    const bytes = Buffer.from(events(delta('é€😀')));
    const seen = read(...[...bytes].map((byte) => Uint8Array.of(byte)), done);
    expect(seen.text).toBe('é€😀');
  });

  it('pitfall 11: events of one read have one stamp, their zero gaps stay, and both are counted', () => {
    const seen = read(events(delta('a'), delta('b'), delta('c')), events(delta('d'), finish()) + done);
    expect([seen.tokenTimes, seen.reads, seen.tokenEvents]).toEqual([[1, 1, 1, 2], 2, 4]);
  });

  it.each([
    ['first', [{ error: { message: 'boom', code: 500 } }, '[DONE]']],
    ['in the middle', [delta('a'), { error: { message: 'boom' } }, usage(1), '[DONE]']],
    ['behind the finish', [delta('a'), finish('abort'), { error: 'boom' }, '[DONE]']],
  ])('pitfall 12: an error event %s of a 200 is a failure', (_, all) => {
    expect(read(events(...all)).failure).toMatchObject({ class: 'stream-error', message: 'boom' });
  });

  it('pitfall 13: a cut stream is a failure; usage proves nothing, a finish does, and llama.cpp’s own needs no [DONE]', () => {
    const cut = (...pieces: string[]) => readPieces({ pieces, cut: true }).failure?.class;
    expect(cut(events(delta('a')))).toBe('truncated');
    expect(cut(events(delta('a'), usage(1)))).toBe('truncated');
    expect(cut(events(delta('a'), finish()))).toBeUndefined();
    expect(read(events({ content: 'a', stop: false }, { content: '', stop: true, stop_type: 'limit' }))).toMatchObject({
      status: 'completed',
      finishReason: 'length',
    });
  });

  it('pitfall 14: what follows [DONE] changes nothing, an open body ends at [DONE], silence meets the idle limit', async () => {
    const late = read(events(delta('a'), finish(), '[DONE]', delta('b')));
    expect([late.tokenEvents, late.remarks]).toEqual([1, ['events after [DONE] were ignored']]);
    const answer = { after: 40, does: 'data', text: events(delta('a'), finish(), '[DONE]') } as const;
    expect((await play([...begin, answer])).seen).toMatchObject({ status: 'completed', end: 40, lastToken: 40 });
    const silent = { after: 40, does: 'data', text: events(delta('a')) } as const;
    expect((await play([...begin, silent])).seen.failure).toMatchObject({ class: 'timeout', phase: 'idle' });
  });

  it('pitfall 15: HTML or JSON with status 200 is no answer, nor is a stream without a token', () => {
    const html = readPieces({ pieces: ['<html>'], contentType: 'text/html' });
    const json = readPieces({ pieces: ['{"ok":true}'], contentType: 'application/json' });
    expect([html.failure?.class, json.failure?.class, read(events(role) + done).failure?.class]).toEqual([
      'malformed',
      'malformed',
      'empty',
    ]);
  });

  it('pitfall 16: of usage null, absent, zeros or on every chunk the largest counts, and nothing is added up', () => {
    const zero = { prompt_tokens: 0, completion_tokens: 0 };
    const text = (piece: string, rest: object) => ({ choices: [{ index: 0, text: piece }], ...rest });
    const ollama = read(
      events(text('a', { usage: zero }), text('b', { usage: zero }), finish('stop'), usage(2)) + done,
    );
    expect([ollama.outputTokens, ollama.promptTokensUsage, ollama.tokenEvents, ollama.tokenWeights]).toEqual([
      2,
      5,
      2,
      undefined,
    ]);
    const nulls = read(events(text('a', { usage: null }), finish(), usage(1)) + done);
    const cumulative = read(events(withUsage('a', 1), withUsage('b', 2), withUsage('c', 3), finish()) + done);
    expect([nulls.outputTokens, cumulative.outputTokens]).toEqual([1, 3]);
    // Interrupted before the real one: zeros are no count, so the events are.
    const broken = readPieces({ pieces: [events(text('a', { usage: zero }), text('b', { usage: zero }))], cut: true });
    expect([broken.outputTokens, broken.outputTokensSource]).toEqual([2, 'events']);
  });

  it('pitfall 17: where an interruption kept the usage away, its counts are unknown, and the rest says by what it was counted', () => {
    const seen = readPieces({ pieces: [events(delta('a'), delta('b'))], cut: true });
    expect([seen.promptTokensUsage, seen.cachedTokens, seen.outputTokensSource]).toEqual([
      undefined,
      undefined,
      'events',
    ]);
    expect(readPieces({ pieces: [events(role)], cut: true }).outputTokens).toBeUndefined();
  });

  it('pitfall 18: a server without usage is counted by events and says so; one that refuses stream_options fails in its own words', () => {
    expect(read(events(delta('a'), finish()) + done).outputTokensSource).toBe('events');
    const refused = readPieces({
      pieces: ['{"error":{"message":"stream_options: extra fields not permitted"}}'],
      status: 422,
      contentType: 'application/json',
    });
    expect(refused.failure?.message).toBe('HTTP 422: stream_options: extra fields not permitted');
    expect(
      requestBody(exampleRequest(), { profile: engineProfiles.sagellm, model: 'm', endpoint: 'chat' }),
    ).not.toHaveProperty('stream_options');
  });

  it('pitfall 19: one choice is asked, and a second one is noticed', () => {
    for (const name of names) {
      expect(
        requestBody(exampleRequest(), { profile: engineProfiles[name], model: 'm', endpoint: 'chat' }).n,
      ).toBeUndefined();
    }
    const seen = read(events({ choices: [{ index: 1, delta: { content: 'a' } }] }, finish()) + done);
    expect(seen.remarks).toEqual(['more than one choice came']);
  });

  it('pitfall 20: what came from a warm prefix cache is recorded with each answer, and 0 is not absent', () => {
    const cachedOf = (name: string) =>
      readPieces({ pieces: loadRecording(name).reads.map(({ bytes }) => bytes) }).cachedTokens;
    expect([cachedOf('prefix-cache-1'), cachedOf('prefix-cache-2'), cachedOf('chat-stream')]).toEqual([
      0,
      512,
      undefined,
    ]);
  });

  it('pitfall 21: a model that loads in the first request is said of the engine, and its TTFT is not hidden', async () => {
    expect(engineProfiles.ollama.notes.join()).toMatch(/first request loads the model: warm up/);
    const { seen } = await play([
      ...begin,
      { after: 290, does: 'data', text: events(delta('a'), finish(), '[DONE]') },
      { after: 291, does: 'end' },
    ]);
    expect(seen.firstToken! - seen.sent!).toBe(290);
  });

  it('pitfall 22: no compression is asked for, no limit but ours runs, and a body in one piece can be told by its reads', async () => {
    const whole = { after: 280, does: 'data', text: events(delta('a'), delta('b'), finish(), '[DONE]') } as const;
    const { seen, transport } = await play([...begin, whole, { after: 281, does: 'end' }]);
    expect(transport.sentRequests[0]!.headers['accept-encoding']).toBe('identity');
    expect([seen.status, seen.reads, seen.tokenEvents]).toEqual(['completed', 1, 2]);
    const long = Array.from(
      { length: 4000 },
      (_, i) => ({ after: 6 + i * 100, does: 'data', text: events(delta('a')) }) as const,
    );
    const end = [
      { after: 400_100, does: 'data', text: events(finish(), '[DONE]') },
      { after: 400_101, does: 'end' },
    ] as const;
    const timeouts = { connectMs: 100, firstTokenMs: 300, idleMs: 200, totalMs: 500_000 };
    // Longer than the 300 s after which an HTTP library gives up by itself.
    expect((await play([...begin, ...long, ...end], { timeouts })).seen).toMatchObject({
      status: 'completed',
      end: 400_101,
    });
  });

  it('pitfall 23: connecting is before the request is sent, so no TTFT has it inside', async () => {
    const { seen } = await play([
      { after: 80, does: 'send' },
      { after: 85, does: 'headers' },
      { after: 100, does: 'data', text: events(delta('a'), finish(), '[DONE]') },
      { after: 101, does: 'end' },
    ]);
    expect([seen.sent, seen.firstToken! - seen.sent!]).toEqual([80, 20]);
  });

  it('pitfall 24: a token has the stamp of its read, however long the parsing takes', () => {
    const parse = vi.spyOn(JSON, 'parse').mockImplementationOnce((text: string) => {
      for (const until = performance.now() + 5; performance.now() < until; );
      return JSON.parse(text);
    });
    const seen = read(events(delta('a')), events(delta('b')) + done);
    parse.mockRestore();
    expect(seen.tokenTimes).toEqual([1, 2]);
  });

  it('pitfall 25: spans never ask the wall clock', () => {
    const wall = vi.spyOn(Date, 'now');
    read(events(role), events(delta('a')), events(finish()) + done);
    expect(wall).not.toHaveBeenCalled();
    wall.mockRestore();
  });

  it('pitfall 26: what the server says of its own TTFT does not touch ours', () => {
    const told = { ...usage(1), metrics: { time_to_first_token_ms: 0.5, queue_time_ms: 9 }, timings: undefined };
    const seen = read(events(role), events(delta('a')), events(finish(), told) + done);
    expect(seen.firstToken).toBe(2);
    expect(JSON.stringify(seen)).not.toMatch(/queue|0\.5,"metrics/);
  });

  it('pitfall 28: both reasoning keys are read, once where both come', () => {
    const think = (keys: object) => ({ choices: [{ index: 0, delta: keys }] });
    const seen = read(
      events(think({ reasoning: 'a' })),
      events(think({ reasoning_content: 'b' })),
      events(think({ reasoning: 'c', reasoning_content: 'c' })),
      events(delta('d'), finish()) + done,
    );
    expect([seen.text, seen.tokenTimes, seen.firstToken, seen.firstOutput]).toEqual(['abcd', [1, 2, 3, 4], 1, 4]);
  });

  it.each<[string | null, string]>([
    ['', 'truncated'],
    [null, 'truncated'],
    ['abort', 'stream-error'],
    ['error', 'stream-error'],
    ['stop', 'completed'],
    ['length', 'completed'],
    ['eos_token', 'completed'],
    ['stop_sequence', 'completed'],
    ['tool_calls', 'completed'],
    ['content_filter', 'completed'],
    ['parse_error', 'completed'],
  ])('pitfall 29: finish_reason %j becomes %s', (reason, becomes) => {
    const seen = read(events(delta('a'), finish(reason)));
    expect(seen.failure?.class ?? seen.status).toBe(becomes);
    if (reason === 'parse_error') expect(seen.remarks?.join()).toMatch(/could not parse/);
  });

  it('pitfall 30: what the client gives up itself is cancelled, not failed', async () => {
    const controller = new AbortController();
    const { createOpenAIClient } = await import('./openai/openai-client.ts');
    const { ScriptedTransport } = await import('../tests/scripted-transport.ts');
    const clock = new VirtualClock();
    const client = createOpenAIClient({
      transport: new ScriptedTransport(clock, () => [...begin, { after: 10, does: 'data', text: events(delta('a')) }]),
      profile: engineProfiles.openai,
      baseUrl: 'http://127.0.0.1:1',
      model: 'm',
      timeouts: { connectMs: 100, firstTokenMs: 300, idleMs: 200, totalMs: 2000 },
      clock,
      endpoint: 'chat',
    });
    const { observation } = await clock.run(() => {
      clock.schedule(50, () => controller.abort());
      return client.generate(exampleRequest(), { signal: controller.signal });
    });
    expect([observation.status, observation.failure]).toEqual(['cancelled', undefined]);
  });

  it.each([429, 503])('pitfall 31: HTTP %i is a failure at its first answer; nothing is sent again', async (status) => {
    const { seen, transport } = await play([
      { after: 0, does: 'send' },
      { after: 5, does: 'headers', status, contentType: 'application/json' },
      { after: 6, does: 'data', text: '{"error":{"message":"later"}}' },
      { after: 7, does: 'end' },
    ]);
    expect([seen.failure?.http_status, transport.sentRequests.length]).toEqual([status, 1]);
  });

  it('pitfall 32: keys that nobody knows change nothing', () => {
    const chunk = { ...delta('a', { obfuscation: 'xk9' }), obfuscation: 'q', service_tier: { a: [1] } };
    expect(read(events(chunk, finish()) + done)).toMatchObject({ status: 'completed', text: 'a', tokenEvents: 1 });
  });

  it('pitfall 33: an observation has moments and counts only, so that every rate can name its own window', () => {
    const keys = Object.keys(read(events(role), events(delta('a')), events(finish(), usage(1)) + done));
    expect(keys.filter((key) => /rate|perSecond|throughput/i.test(key))).toEqual([]);
    expect(keys).toEqual(expect.arrayContaining(['sent', 'firstToken', 'lastToken', 'end', 'outputTokens']));
  });

  it('pitfall 34: an answer without text has no TTFT, and that is not 0', () => {
    const pieces = loadRecording('chat-stream-eos-stop', 'llama-server').reads.map(({ bytes }) => bytes);
    const seen = readPieces({ pieces });
    expect([seen.status, seen.firstToken, seen.tokenTimes, seen.outputTokens]).toEqual([
      'completed',
      undefined,
      undefined,
      1,
    ]);
  });

  it('pitfall 35a: headers and role chunk come when they come; the first token is an event of the body', async () => {
    const { seen } = await play([
      ...begin,
      { after: 6, does: 'data', text: events(role) },
      { after: 200, does: 'data', text: events(delta('a'), finish(), '[DONE]') },
      { after: 201, does: 'end' },
    ]);
    expect([seen.headers, seen.firstEvent, seen.firstToken]).toEqual([5, 6, 200]);
  });

  it('pitfall 35b: a failure sent as assistant text fails, and a normal stop after a cut is short', () => {
    const sage = (name: string, limit: number, forced = true) =>
      readPieces({
        pieces: loadRecording(name, 'sagellm').reads.map(({ bytes }) => bytes),
        request: { max_tokens: limit },
        quirks: engineProfiles.sagellm.quirks,
        forced,
      });
    expect(sage('empty-gateway-chat-stream', 2).failure).toMatchObject({ class: 'error-as-text', code: 'UNAVAILABLE' });
    expect(sage('gateway-stream-stub-cut', 4).failure?.class).toBe('error-as-text');
    expect([sage('gateway-concurrent-2of3', 10).short, sage('gateway-concurrent-1of3', 6).short]).toEqual([
      true,
      undefined,
    ]);
    expect(sage('gateway-concurrent-2of3', 10).finishReason).toBeUndefined();
    const free = sage('gateway-concurrent-2of3', 10, false);
    expect([free.short, free.remarks?.join()]).toEqual([
      undefined,
      expect.stringMatching(/also sends when its engine failed/),
    ]);
  });

  it('pitfall 36b: a failure keeps its own times, so that a server’s hidden retries are seen apart', async () => {
    const { seen } = await play(
      [
        { after: 0, does: 'send' },
        { after: 3537, does: 'headers', status: 500, contentType: 'application/json' },
        { after: 3537, does: 'data', text: loadReply('gateway-nonstream-engine-503', 'sagellm').body.toString() },
        { after: 3537, does: 'end' },
      ],
      { timeouts: { connectMs: 100, firstTokenMs: 300, idleMs: 200, totalMs: 60_000 } },
      { stream: false },
    );
    expect(seen).toMatchObject({ status: 'failed', sent: 0, end: 3537, failure: { code: 'UNAVAILABLE' } });
  });

  it('pitfall 37: a warm-up asks with the same parameters as the run', () => {
    for (const name of names) {
      const options = { profile: engineProfiles[name], model: 'm', endpoint: 'chat' } as const;
      const bodies = ['warmup-1', 'measured-1'].map((id) => requestBody(exampleRequest({ request_id: id }), options));
      expect(bodies[0]).toEqual(bodies[1]);
    }
  });

  it('pitfall 38: many events in a read while each brings one token are there to be counted', () => {
    const body = events(withUsage('a', 1), withUsage('b', 2), withUsage('c', 3), finish()) + done;
    const seen = read(body);
    expect([seen.reads, seen.tokenEvents, seen.tokenWeights]).toEqual([1, 3, [1, 1, 1]]);
  });

  it('pitfall 40: a limit is always sent', () => {
    for (const name of names) {
      for (const endpoint of ['chat', 'completions'] as const) {
        const body = requestBody(exampleRequest({ max_tokens: 7 }), {
          profile: engineProfiles[name],
          model: 'm',
          endpoint,
        });
        expect(body.max_tokens).toBe(7);
      }
    }
  });
});

describe('pitfalls of errors and metrics', () => {
  const between = async (first: string, last: string) => {
    const scrapes = [first, last];
    const observer = createEngineObserver({
      fetchMetrics: async () => scrapes.shift(),
      clock: new VirtualClock(),
      intervalMs: 100,
      facts: {},
    });
    await observer.start('Q1');
    return observer.stop();
  };

  it('pitfall 27: counters with and without _total, old names, several engines, and a restart', async () => {
    const preemptions = (...values: number[]) =>
      values.map((value, engine) => `vllm:num_preemptions_total{engine="${engine}"} ${value}`).join('\n');
    expect((await between(preemptions(1, 2), preemptions(4, 6))).evict_count).toBe(7);
    expect((await between('vllm:num_preemptions 1', 'vllm:num_preemptions 3')).evict_count).toBe(2);
    const old = (n: number) => `vllm:gpu_prefix_cache_hits_total ${n}\nvllm:gpu_prefix_cache_queries_total ${2 * n}`;
    expect((await between(old(0), old(4))).prefix_hit_rate).toBe(0.5);
    const restarted = await between(preemptions(5), preemptions(1));
    expect([restarted.evict_count, restarted.sources.evict_count]).toEqual([
      undefined,
      expect.stringMatching(/went back/),
    ]);
  });

  it.each([
    ['{"error":{"message":"m","code":"c"}}', 'm', 'c'],
    ['{"error":"m"}', 'm', undefined],
    ['{"object":"error","message":"m","type":"t","code":400}', 'm', 't'],
    ['{"detail":"m"}', 'm', undefined],
    ['{"detail":[{"loc":["body","x"],"msg":"m","type":"t"}]}', 'body.x: m', 't'],
    ['{"detail":{"error":{"message":"m","code":"c"}}}', 'm', 'c'],
    ['<html>m</html>', '<html>m</html>', undefined],
    ['', '', undefined],
  ])('pitfall 36a: the error body %s', (body, message, code) => {
    expect(readErrorBody(body, undefined)).toEqual({ message, code });
    expect(readErrorBody('x'.repeat(9000), undefined).message).toHaveLength(2048);
  });

  it('pitfall 39: gauges that are old say so, `_created` is no series, and a histogram may be called _total', async () => {
    const seen = await between(loadMetrics('before', 'lmdeploy'), loadMetrics('during', 'lmdeploy'));
    expect(seen.sources.kv_used_tokens).toMatch(/refreshed every 10 s/);
    const text = parsePrometheus(loadMetrics('during'));
    expect([...text.families.keys()].filter((name) => name.endsWith('_created'))).toEqual([]);
    expect(text.histograms.has('vllm:iteration_tokens_total')).toBe(true);
  });
});
