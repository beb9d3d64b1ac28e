import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { ExitCode } from '@sagellm/bench-protocol';
import { describe, expect, it } from 'vitest';
import { lengths, opened, ownTokens, take, temporaryFiles, textsOf, words } from '../../__fixtures__/sampling.ts';

const file = await temporaryFiles();

const text = (tokens: number, word = 'word') => Array.from({ length: tokens }, (_, i) => `${word}${i}`).join(' ');
const turn = (from: string, value: string) => ({ from, value });
const talk = (id: string, ...turns: [string, string][]) => ({
  id,
  conversations: turns.map(([from, value]) => turn(from, value)),
});
const many = (count: number) =>
  Array.from({ length: count }, (_, i) => talk(`c${i}`, ['human', text(10, `q${i}-`)], ['gpt', text(20, `a${i}-`)]));

const fromValues = async (values: unknown[], name = 'talks.json') => file(name, JSON.stringify(values));
const open = async (values: unknown[], options = {}) =>
  opened('sharegpt', { file: await fromValues(values), ...options });

describe('a ShareGPT file', () => {
  it('gives first questions with the recorded length of the answer', async () => {
    const path = await fromValues([
      talk('a', ['human', text(10)], ['gpt', text(20)], ['human', text(5)], ['gpt', text(7)]),
    ]);
    const dataset = await opened('sharegpt', { file: path });
    expect(take(dataset, 9)).toEqual([
      {
        request_id: 'W-0000',
        workload: 'W',
        input: { kind: 'text', text: text(10) },
        prompt_tokens: 10,
        max_tokens: 20,
        exact_output: true,
        stream: true,
        sampling: {},
      },
    ]);
    expect(dataset.size).toBe(1);
    expect(dataset.identity).toEqual({
      name: 'sharegpt',
      file_name: 'talks.json',
      file_sha256: createHash('sha256')
        .update(await readFile(path))
        .digest('hex'),
      items: 1,
      skipped: {},
    });
  });

  it.each(['human', 'user', 'Human'])('knows the asker as %s', async (asker) => {
    expect((await open([talk('a', [asker, text(10)], ['gpt', text(20)])])).size).toBe(1);
  });

  it.each(['gpt', 'assistant', 'chatgpt', 'bing', 'bard'])('knows the answerer as %s', async (answerer) => {
    expect((await open([talk('a', ['human', text(10)], [answerer, text(20)])])).size).toBe(1);
  });

  it('keeps what the system said, and counts it', async () => {
    const dataset = await open([talk('a', ['system', text(3, 's')], ['human', text(10)], ['gpt', text(20)])]);
    expect(take(dataset, 1)[0]).toMatchObject({
      input: {
        kind: 'messages',
        messages: [
          { role: 'system', content: text(3, 's') },
          { role: 'user', content: text(10) },
        ],
      },
      prompt_tokens: 13,
    });
  });

  it('that begins with an answer begins at its first question', async () => {
    const [request] = take(await open([talk('a', ['gpt', text(9)], ['human', text(10)], ['gpt', text(20)])]), 1);
    expect(textsOf(request!)).toEqual([text(10)]);
  });

  it('may hold one conversation a line, in any encoding of characters that JSON has', async () => {
    const value = talk('a', ['human', 'wörter "quoted" \\ 你 好 \u2028 😀'], ['gpt', text(20)]);
    const lines = `${JSON.stringify(value)}\n\n${JSON.stringify(value).replace('ö', '\\u00f6')}\n`;
    const dataset = await opened('sharegpt', { file: await file('lines.jsonl', lines) });
    expect(dataset.size).toBe(2);
    expect(take(dataset, 2).flatMap(textsOf)).toEqual(Array(2).fill(value.conversations[0]!.value));
  });

  it('may begin with a byte-order mark', async () => {
    const path = await file('mark.json', `\ufeff${JSON.stringify(many(2))}`);
    expect((await opened('sharegpt', { file: path })).size).toBe(2);
  });
});

describe('all turns', () => {
  const values = [talk('a', ['human', text(10)], ['gpt', text(20)], ['human', text(5, 'x')], ['gpt', text(7, 'y')])];

  it('are requests with the recorded history before them', async () => {
    const dataset = await open(values, { conversation: 'all-turns' });
    const requests = take(dataset, 9);
    expect(requests.map((r) => [r.session_id, r.turn, r.prompt_tokens, r.max_tokens])).toEqual([
      ['sharegpt-1', 0, 10, 20],
      ['sharegpt-1', 1, 35, 7],
    ]);
    expect(requests[1]?.input).toEqual({
      kind: 'messages',
      messages: [
        { role: 'user', content: text(10) },
        { role: 'assistant', content: text(20) },
        { role: 'user', content: text(5, 'x') },
      ],
    });
    expect(requests.map((request) => ownTokens(request))).toEqual([10, 35]);
    expect(dataset.identity.options).toEqual({ conversation: 'all-turns' });
  });

  it('end where the history is too long, or the order is broken', async () => {
    const long = await open(values, { conversation: 'all-turns', maxPromptTokens: 34 });
    expect([long.size, long.identity.skipped]).toEqual([1, { 'prompt over 34 tokens': 1 }]);
    const broken = [talk('a', ['human', text(10)], ['gpt', text(20)], ['gpt', text(5)], ['human', text(7)])];
    expect((await open(broken, { conversation: 'all-turns' })).size).toBe(1);
  });
});

describe('the limits', () => {
  const one = (prompt: number, answer: number) => [talk('a', ['human', text(prompt)], ['gpt', text(answer)])];

  it.each([
    [4, 4],
    [1024, 1024],
    [4, 2044],
  ])('let %i tokens with an answer of %i pass', async (prompt, answer) => {
    expect((await open(one(prompt, answer))).size).toBe(1);
  });

  it.each([
    [3, 20, 'prompt under 4 tokens'],
    [1025, 20, 'prompt over 1024 tokens'],
    [10, 3, 'answer under 4 tokens'],
    [10, 2039, 'prompt and answer over 2048 tokens'],
    [10, 0, 'no recorded answer'],
  ])('leave out %i tokens with an answer of %i: %s', async (prompt, answer, reason) => {
    await expect(open(one(prompt, answer))).rejects.toMatchObject({
      message: expect.stringContaining(`none of its 1 conversations can be used (1 × ${reason})`),
      exitCode: ExitCode.usage,
    });
  });

  it('can be chosen', async () => {
    const limits = { minPromptTokens: 1, maxPromptTokens: 2, minOutputTokens: 1, maxTotalTokens: 3 };
    expect((await open(one(2, 1), limits)).size).toBe(1);
    await expect(open(one(2, 2), limits)).rejects.toThrow('prompt and answer over 3 tokens');
    await expect(open(one(3, 1), limits)).rejects.toThrow('prompt over 2 tokens');
  });

  it('need no recorded answer where its length is given', async () => {
    const dataset = await open(one(10, 0).concat(one(11, 2)), { outputTokens: lengths('uniform:50..60') });
    expect(dataset.size).toBe(2);
    const asked = take(dataset, 2).map((request) => request.max_tokens);
    expect(asked.every((tokens) => tokens >= 50 && tokens <= 60)).toBe(true);
    expect(take(dataset, 2).map((request) => request.max_tokens)).toEqual(asked);
  });

  it('spare the tokenizer what cannot fit or would take it minutes', async () => {
    const encoded: number[] = [];
    const tokenizer = {
      ...words,
      encode: (part: string) => {
        encoded.push(part.length);
        return words.encode(part);
      },
    };
    const values = [
      talk('a', ['human', 'x '.repeat(100_000)], ['gpt', text(20)]),
      talk('b', ['human', 'x'.repeat(9000)], ['gpt', text(20)]),
      ...many(1),
    ];
    const dataset = await open(values, { tokenizer });
    expect(dataset.identity.skipped).toEqual({ 'prompt over 1024 tokens': 1, 'text without a break': 1 });
    expect(Math.max(...encoded)).toBeLessThan(500);
  });
});

describe('the sample', () => {
  it('has every conversation once, in an order of the seed', async () => {
    const path = await fromValues(many(50), 'fifty.json');
    const order = async (seed: number) => take(await opened('sharegpt', { file: path, seed }), 99).flatMap(textsOf);
    const first = await order(1);
    expect(new Set(first).size).toBe(50);
    expect(await order(1)).toEqual(first);
    expect(await order(2)).not.toEqual(first);
    expect((await order(2)).sort()).toEqual([...first].sort());
  });

  it('is looked for only until there are enough, and is then the beginning of the same order', async () => {
    const path = await fromValues(many(50), 'fifty.json');
    const some = await opened('sharegpt', { file: path, count: 10 });
    expect([some.size, some.identity.items, some.identity.examined]).toEqual([10, 50, 10]);
    const all = await opened('sharegpt', { file: path });
    expect(all.identity.examined).toBeUndefined();
    expect(take(some, 99)).toEqual(take(all, 10));
  });

  it('never repeats: it ends, and what is missing shows in its size', async () => {
    const dataset = await open(many(3), { count: 10 });
    expect(dataset.size).toBe(3);
    expect(take(dataset, 10)).toHaveLength(3);
  });

  it('warms up from its end, or within the range that it is given', async () => {
    const dataset = await open(many(6));
    const all = take(dataset, 6).flatMap(textsOf);
    expect(take(dataset, 2, { phase: 'warmup' }).flatMap(textsOf)).toEqual([all[5], all[4]]);
    expect(take(dataset, 9, { phase: 'warmup', items: { from: 0, to: 2 } }).flatMap(textsOf)).toEqual(all.slice(0, 2));
    expect(take(dataset, 9, { items: { from: 2 } }).flatMap(textsOf)).toEqual(all.slice(2));
    expect(take(dataset, 9, { items: { from: 4, to: 99 } }).map((r) => r.request_id)).toEqual(['W-0000', 'W-0001']);
    expect(take(dataset, 9, { items: { from: 6 } })).toEqual([]);
  });
});

describe('a file that cannot be used ends in one line and exit 2', () => {
  const refused = async (path: string, problem: string | RegExp) => {
    const error = await opened('sharegpt', { file: path }).catch((reason) => reason);
    expect(error).toMatchObject({ name: 'BenchmarkError', exitCode: ExitCode.usage });
    expect(error.message.split('\n')).toHaveLength(1);
    expect(error.message).toMatch(/^--dataset-file /);
    const shown = error.message.replace(path, 'F');
    if (typeof problem === 'string') expect(shown).toContain(problem);
    else expect(shown).toMatch(problem);
  };

  it('when it is missing, or a folder', async () => {
    await refused('/missing/file.json', /^--dataset-file F: no such file$/);
    await refused('/', /is a folder/);
  });

  it.each([
    ['empty', '', /F: is empty$/],
    ['nothing but blanks', ' \n\n', /none of its 0 conversations can be used$/],
    ['an empty list', '[]', /none of its 0 conversations can be used$/],
    [
      'half a JSON',
      JSON.stringify(many(3)).slice(0, 400),
      /is cut short: it ends at byte 400 inside item 2, which begins at byte \d+$/,
    ],
    [
      'half a line',
      `${JSON.stringify(many(1)[0])}\n{"conversations": [`,
      /line 2 is not JSON at byte \d+ \(Unexpected end of JSON input\)$/,
    ],
    ['a slip inside', '[{"conversations": [}]', /F: has a "}" too many at byte 20$/],
    [
      'a slip in a value',
      '[{"conversations": []}, {"a": x}]',
      /item 2 is not JSON at byte 30 \(Unexpected token 'x'\)$/,
    ],
    [
      'something else',
      'id,prompt\n1,hello\n',
      /is neither a JSON list nor JSON lines \(it begins with "i" at byte 0\)$/,
    ],
    ['UTF-16', Buffer.from('\ufeff[{"a": 1}]', 'utf16le'), /is not UTF-8 \(byte 0; it looks like UTF-16 or UTF-32\)$/],
    ['UTF-16 without mark', Buffer.from('[{"a": 1}]', 'utf16le'), /is not UTF-8 \(byte 0/],
    [
      'Latin-1',
      Buffer.from('[{"conversations": [{"from": "human", "value": "caf\xe9"}]}]', 'latin1'),
      /item 1 is not UTF-8 \(byte 51\)$/,
    ],
    ['binary', Buffer.from([0x89, 0x50, 0x4e, 0x47]), /is neither UTF-8 JSON nor JSON lines \(byte 0\)$/],
    ['a gigantic line', `{"a": 1}\n{"a": "${'x'.repeat(16 * 2 ** 20)}"}`, /line 2 is larger than 16 MiB$/],
    ['a gigantic item', `[{"a": "${'x'.repeat(16 * 2 ** 20)}`, /item 1 is larger than 16 MiB$/],
  ])('when it is %s', async (_what, content, problem) => {
    await refused(await file('broken.json', content), problem);
  });

  it('when no conversation can be used, with the count of each reason', async () => {
    const useless = [
      7,
      { id: 'x' },
      talk('none'),
      talk('answer only', ['gpt', text(9)]),
      talk('stranger', ['martian', text(9)]),
      talk('silent', ['human', '  '], ['gpt', text(9)]),
      { conversations: [{ from: 'human' }] },
      { conversations: [null] },
      talk('short', ['human', 'hi'], ['gpt', text(9)]),
    ];
    await refused(
      await fromValues(useless),
      'none of its 9 conversations can be used (1 × not an object, 1 × no list "conversations", 2 × no question, ' +
        '2 × unknown speaker, 1 × an empty question, 1 × a turn without text, 1 × prompt under 4 tokens)',
    );
  });

  it('when reading is stopped', async () => {
    const path = await fromValues(many(3));
    await expect(opened('sharegpt', { file: path, signal: AbortSignal.abort(new Error('stop')) })).rejects.toThrow(
      'stop',
    );
  });
});
