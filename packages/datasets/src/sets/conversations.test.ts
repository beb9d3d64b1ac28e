import { describe, expect, it } from 'vitest';
import { lengths, opened, ownTokens, take, textsOf, words } from '../../__fixtures__/sampling.ts';

describe('multi-turn', () => {
  it('has questions of the workload’s length behind a history that grows', async () => {
    const requests = take(await opened('multi-turn', { turns: lengths('3'), sessions: 1 }), 4);
    expect(requests.map((r) => [r.session_id, r.turn, r.prompt_tokens, r.max_tokens, r.think_ms])).toEqual([
      ['W-session-0', 0, 20, 30, undefined],
      ['W-session-0', 1, 70, 30, undefined],
      ['W-session-0', 2, 120, 30, undefined],
      ['W-session-1', 0, 20, 30, undefined],
    ]);
    expect(requests.map((request) => ownTokens(request))).toEqual([20, 70, 120, 20]);
    const histories = requests.slice(0, 3).map(textsOf);
    expect(histories[1]!.slice(0, 1)).toEqual(histories[0]);
    expect(histories[2]!.slice(0, 3)).toEqual(histories[1]);
    expect(requests[2]?.input).toMatchObject({
      messages: ['user', 'assistant', 'user', 'assistant', 'user'].map((role) => ({ role })),
    });
  });

  it('puts so many conversations side by side, the workload’s concurrency unless told', async () => {
    const order = async (options: object) =>
      take(await opened('multi-turn', { turns: lengths('2'), ...options }), 8).map(
        (r) => `${r.session_id?.at(-1)}.${r.turn}`,
      );
    expect(await order({})).toEqual(['0.0', '1.0', '0.1', '1.1', '2.0', '3.0', '2.1', '3.1']);
    expect(await order({ sessions: 4 })).toEqual(['0.0', '1.0', '2.0', '3.0', '0.1', '1.1', '2.1', '3.1']);
    expect(await order({ sessions: 1 })).toEqual(['0.0', '0.1', '1.0', '1.1', '2.0', '2.1', '3.0', '3.1']);
  });

  it('draws turns, lengths and pauses; there is no pause before the first question', async () => {
    const dataset = await opened('multi-turn', {
      turns: lengths('uniform:1..4'),
      inputTokens: lengths('uniform:5..9'),
      outputTokens: lengths('uniform:11..19'),
      thinkMs: lengths('uniform:100..200'),
    });
    const requests = take(dataset, 40);
    expect(new Set(requests.map((request) => request.turn))).toEqual(new Set([0, 1, 2, 3]));
    for (const { turn, think_ms, max_tokens } of requests) {
      if (turn === 0) expect(think_ms).toBeUndefined();
      else expect(think_ms).toSatisfy((ms: number) => ms >= 100 && ms <= 200);
      expect(max_tokens).toSatisfy((tokens: number) => tokens >= 11 && tokens <= 19);
    }
    expect(requests.map((request) => ownTokens(request))).toEqual(requests.map((request) => request.prompt_tokens));
    expect(take(dataset, 40)).toEqual(requests);
  });

  it('has four questions a conversation unless told, and no end', async () => {
    const dataset = await opened('multi-turn');
    expect(dataset.size).toBeUndefined();
    expect(Math.max(...take(dataset, 50).map((request) => request.turn!))).toBe(3);
  });

  it('begins every conversation in its own way', async () => {
    const starts = take(await opened('multi-turn', { turns: lengths('1') }), 50).map(
      (r) => textsOf(r)[0]!.split(' ')[0],
    );
    expect(new Set(starts).size).toBeGreaterThan(45);
  });
});

describe('synthetic', () => {
  it('has the lengths it promises: 163 in and 339 out on average, whole by the tokenizer', async () => {
    const requests = take(await opened('synthetic', { conversation: 'first-turn' }), 1500);
    const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;
    expect(Math.abs(mean(requests.map((r) => r.prompt_tokens)) / 163 - 1)).toBeLessThan(0.1);
    expect(Math.abs(mean(requests.map((r) => r.max_tokens)) / 339 - 1)).toBeLessThan(0.1);
    expect(requests.every((r) => r.prompt_tokens >= 4 && r.prompt_tokens <= 1024 && r.turn === 0)).toBe(true);
    expect(requests.slice(0, 50).map((r) => ownTokens(r, words))).toEqual(
      requests.slice(0, 50).map((r) => r.prompt_tokens),
    );
  });

  it('talks on for several turns, never beyond 2048 tokens after the first question', async () => {
    const requests = take(await opened('synthetic', { sessions: 1 }), 300);
    const firsts = requests.filter(({ turn }) => turn === 0).length;
    expect(requests.length / firsts).toBeGreaterThan(1.5);
    for (const { turn, prompt_tokens, max_tokens } of requests) {
      if (turn! > 0) expect(prompt_tokens + max_tokens).toBeLessThanOrEqual(2048);
    }
    expect(Math.max(...requests.map(({ turn }) => turn!))).toBeLessThanOrEqual(7);
  });

  it('repeats by its seed', async () => {
    const dataset = await opened('synthetic');
    expect(take(dataset, 10)).toEqual(take(dataset, 10));
    expect(take(dataset, 10, { seed: 1 })).not.toEqual(take(dataset, 10, { seed: 2 }));
  });

  it('takes chosen lengths, turns and limits', async () => {
    const dataset = await opened('synthetic', {
      inputTokens: lengths('10'),
      outputTokens: lengths('20'),
      turns: lengths('5'),
      maxTotalTokens: 90,
      sessions: 1,
    });
    expect(take(dataset, 4).map((r) => [r.turn, r.prompt_tokens])).toEqual([
      [0, 10],
      [1, 40],
      [2, 70],
      [0, 10],
    ]);
  });
});

describe('embeddings', () => {
  it('has texts of exact length, so many a request, and asks for no answer', async () => {
    const dataset = await opened('embeddings', { batchSize: 3, inputTokens: lengths('uniform:5..9') });
    for (const request of take(dataset, 10)) {
      expect(request.input).toMatchObject({ kind: 'texts' });
      expect(textsOf(request)).toHaveLength(3);
      expect(ownTokens(request)).toBe(request.prompt_tokens);
      expect(request).toMatchObject({ max_tokens: 1, stream: false, exact_output: false, sampling: {} });
    }
    expect(new Set(take(dataset, 10).flatMap(textsOf)).size).toBe(30);
  });

  it('is one text of the workload’s length unless told', async () => {
    const [request] = take(await opened('embeddings'), 1);
    expect([textsOf(request!).length, request?.prompt_tokens]).toEqual([1, 20]);
  });
});

describe('default', () => {
  it('takes lengths of prompts and answers', async () => {
    const dataset = await opened('default', {
      inputTokens: lengths('uniform:5..50'),
      outputTokens: lengths('uniform:1..9'),
    });
    const requests = take(dataset, 20);
    expect(requests.map((request) => ownTokens(request))).toEqual(requests.map((r) => r.prompt_tokens));
    expect(new Set(requests.map((r) => r.prompt_tokens)).size).toBeGreaterThan(8);
    expect(requests.every((r) => r.max_tokens <= 9)).toBe(true);
    expect(take(await opened('default'), 1)[0]).toMatchObject({ prompt_tokens: 20, max_tokens: 30 });
  });

  it('refuses lengths that cannot fill the turns of a conversation before any request is made', async () => {
    const dataset = await opened('default', { inputTokens: lengths('uniform:2..50') });
    expect(() => take(dataset, 0, { workload: { turns: ['system', 'assistant', 'user'] } })).toThrow(
      '--input-tokens uniform:2..50: 2 tokens cannot fill the 3 turns of workload W',
    );
  });
});
