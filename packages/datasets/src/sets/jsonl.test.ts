import { ExitCode } from '@sagellm/bench-protocol';
import { describe, expect, it } from 'vitest';
import { lengths, opened, take, temporaryFiles, textsOf } from '../../__fixtures__/sampling.ts';

const file = await temporaryFiles();
const open = async (lines: (object | string)[], options = {}) => {
  const text = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n');
  return opened('jsonl', { file: await file('lines.jsonl', text), ...options });
};

describe('a file of JSON lines', () => {
  it('gives its requests in its order, with the lengths that it says', async () => {
    const dataset = await open([
      { prompt: 'one two three', output_tokens: 7 },
      { prompt: 'four five', max_tokens: 8, id: 3, category: 'any' },
      {
        messages: [
          { role: 'system', content: 'be brief' },
          { role: 'user', content: 'six' },
        ],
      },
      '',
      { prompt: [5, 6, 7, 8], max_tokens: 9 },
      { input: ['a b', 'c'] },
    ]);
    expect([dataset.size, dataset.identity.items]).toEqual([5, 5]);
    expect(take(dataset, 9).map((request) => [request.input, request.prompt_tokens, request.max_tokens])).toEqual([
      [{ kind: 'text', text: 'one two three' }, 3, 7],
      [{ kind: 'text', text: 'four five' }, 2, 8],
      [
        {
          kind: 'messages',
          messages: [
            { role: 'system', content: 'be brief' },
            { role: 'user', content: 'six' },
          ],
        },
        3,
        30, // the workload's
      ],
      [{ kind: 'token-ids', token_ids: [5, 6, 7, 8] }, 4, 9],
      [{ kind: 'texts', texts: ['a b', 'c'] }, 3, 30],
    ]);
  });

  it('takes OpenAI batch lines, their sampling included', async () => {
    const chat = {
      model: 'any',
      messages: [{ role: 'user', content: 'hi there' }],
      max_completion_tokens: 5,
      temperature: 0.5,
      seed: 3,
      n: 1,
      stop: null,
    };
    const dataset = await open([
      { custom_id: 'a', method: 'POST', url: '/v1/chat/completions', body: chat },
      { custom_id: 'b', method: 'POST', url: '/v1/completions', body: { prompt: 'go on', max_tokens: 6 } },
      { custom_id: 'c', method: 'POST', url: '/v1/embeddings', body: { input: 'a text' } },
    ]);
    const requests = take(dataset, 3, { workload: { sampling: { temperature: 0.9, top_p: 0.8 } } });
    expect(requests.map(({ input, max_tokens, sampling }) => [input.kind, max_tokens, sampling])).toEqual([
      ['messages', 5, { temperature: 0.5, top_p: 0.8, seed: 3 }],
      ['text', 6, { temperature: 0.9, top_p: 0.8 }],
      ['texts', 30, { temperature: 0.9, top_p: 0.8 }],
    ]);
  });

  it('keeps what it says of conversations', async () => {
    const dataset = await open([
      { prompt: 'a', session_id: 's', turn: 0 },
      { prompt: 'b', session_id: 's', turn: 1, think_ms: 250.5 },
    ]);
    expect(take(dataset, 2)).toMatchObject([
      { session_id: 's', turn: 0 },
      { session_id: 's', turn: 1, think_ms: 250.5 },
    ]);
    expect(take(dataset, 1)[0]).not.toHaveProperty('think_ms');
  });

  it('has its output lengths drawn where a distribution is given, the same each time', async () => {
    const dataset = await open(Array(20).fill({ prompt: 'a', output_tokens: 7 }), {
      outputTokens: lengths('uniform:50..99'),
    });
    const asked = take(dataset, 20).map((request) => request.max_tokens);
    expect(asked.every((tokens) => tokens >= 50 && tokens <= 99)).toBe(true);
    expect(new Set(asked).size).toBeGreaterThan(5);
    expect(take(dataset, 20).map((request) => request.max_tokens)).toEqual(asked);
  });

  it('is checked to its end though only some lines are kept, and may be a list', async () => {
    const dataset = await open([{ prompt: 'a' }, { prompt: 'b' }, { prompt: 'c' }], { count: 2 });
    expect([dataset.size, dataset.identity.items, take(dataset, 9).flatMap(textsOf)]).toEqual([2, 3, ['a', 'b']]);
    await expect(open([{ prompt: 'a' }, { prompt: 'b' }, '{'], { count: 1 })).rejects.toThrow('line 3 is not JSON');
    const list = await opened('jsonl', { file: await file('list.json', '[{"prompt": "a"},\n{"prompt": "b"}]') });
    expect(list.size).toBe(2);
  });
});

describe('a line that is no request is refused with its number', () => {
  const message = (content: unknown, role: unknown = 'user', more = {}) => ({ messages: [{ role, content, ...more }] });
  it.each([
    ['{"prompt": "cut', 'line 2 is not JSON at byte 31 (Unterminated string)'],
    ['{}', 'line 2: has no prompt'],
    ['{"prompt": ""}', 'line 2: "prompt" is neither a text nor a list of token ids'],
    ['{"prompt": 7}', '"prompt" is neither'],
    ['{"prompt": []}', '"prompt" is neither'],
    ['{"prompt": ["a", "b"]}', '"prompt" is neither'],
    ['{"prompt": [1, -1]}', '"prompt" is neither'],
    ['{"input": ["a", ""]}', '"input" is neither'],
    ['{"prompt": "a", "messages": []}', 'has both messages and prompt'],
    ['{"messages": []}', '"messages" is not a list of messages'],
    ['{"messages": "a"}', '"messages" is not a list of messages'],
    [JSON.stringify(message('a', 'tool')), 'message 1 is not {"role": "system", "user" or "assistant"'],
    [JSON.stringify(message([{ type: 'image_url' }])), 'message 1 is not'],
    [JSON.stringify(message('a', 'assistant', { tool_calls: [] })), 'message 1 is not'],
    ['{"prompt": "a", "max_tokens": 0}', 'max_tokens 0 is not a whole number above 0'],
    ['{"prompt": "a", "output_tokens": "9"}', 'output_tokens "9" is not a whole number'],
    ['{"prompt": "a", "temperature": 9}', 'line 2: temperature: '],
    ['{"prompt": "a", "tools": [{}]}', '"tools" cannot be sent'],
    ['{"prompt": "a", "stop": ["x"]}', '"stop" cannot be sent'],
    ['{"prompt": "a", "n": 2}', '"n" is not 1'],
    ['{"prompt": "a", "turn": 1.5}', 'turn 1.5 is not a number'],
    ['{"prompt": "a", "think_ms": -1}', 'think_ms -1 is not a number'],
    ['{"prompt": "a", "session_id": ""}', 'session_id is no text'],
    ['{"body": 7}', '"body" is not an object'],
    ['{"method": "GET", "body": {"prompt": "a"}}', 'method "GET" is not "POST"'],
    ['{"url": "/v1/images", "body": {"prompt": "a"}}', 'url "/v1/images" is none of'],
    [`{"prompt": "${'x'.repeat(8193)}"}`, 'has over 8192 characters without a break'],
  ])('%s', async (line, problem) => {
    const error = await open(['{"prompt": "a"}', line]).catch((reason) => reason);
    expect(error).toMatchObject({ exitCode: ExitCode.usage, remedy: expect.any(String) });
    expect(error.message).toMatch(/^--dataset-file .*lines\.jsonl: line 2/);
    expect(error.message).toContain(problem);
  });

  it('and so is a list entry, and a file without any request', async () => {
    await expect(opened('jsonl', { file: await file('l.json', '[{"prompt": "a"}, []]') })).rejects.toThrow(
      'item 2: is not an object',
    );
    await expect(open(['', ' '])).rejects.toThrow('holds no request');
    await expect(open([`{"prompt": "${'x'.repeat(16 * 2 ** 20)}"}`])).rejects.toThrow('line 1 is larger than 16 MiB');
  });
});
