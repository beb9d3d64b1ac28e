import type { EngineRequest } from '@sagellm/bench-protocol';
import { describe, expect, it } from 'vitest';
import { chatFormat, completionsFormat } from './chunk-format.ts';

const request: EngineRequest = {
  request_id: 'a"b',
  input: { kind: 'text', text: 'x' },
  max_tokens: 3,
  min_tokens: 0,
  ignore_eos: false,
  stop: [],
  sampling: {},
};
const head = { request, model: 'm"1' };

describe('chatFormat', () => {
  const format = chatFormat(head);
  const read = (json: string) => JSON.parse(json);

  it('writes the role chunk with empty content', () => {
    expect(read(format.role!())).toEqual({
      id: 'chatcmpl-a"b',
      object: 'chat.completion.chunk',
      created: expect.any(Number),
      model: 'm"1',
      choices: [{ index: 0, delta: { role: 'assistant', content: '' }, logprobs: null, finish_reason: null }],
    });
  });

  it('writes text of any kind', () => {
    const text = ' "quoted"\n\u2028 ü 😀 \\';
    expect(read(format.chunk(text, null)).choices[0]).toEqual({
      index: 0,
      delta: { content: text },
      logprobs: null,
      finish_reason: null,
    });
  });

  it('writes an empty delta where only the end is told', () => {
    expect(read(format.chunk('', 'stop')).choices[0]).toMatchObject({ delta: {}, finish_reason: 'stop' });
  });

  it('has no usage key unless asked, and cached tokens in the final usage only', () => {
    const usage = { prompt: 7, completion: 2, cached: 4 };
    expect(read(format.chunk('x', null))).not.toHaveProperty('usage');
    expect(read(format.chunk('x', null, usage)).usage).toEqual({
      prompt_tokens: 7,
      total_tokens: 9,
      completion_tokens: 2,
    });
    expect(read(format.usageChunk(usage))).toMatchObject({
      choices: [],
      usage: { prompt_tokens: 7, total_tokens: 9, completion_tokens: 2, prompt_tokens_details: { cached_tokens: 4 } },
    });
    expect(read(format.usageChunk({ prompt: 7, completion: 2 })).usage).not.toHaveProperty('prompt_tokens_details');
  });

  it('writes a whole reply', () => {
    expect(read(format.whole('hello', 'length', { prompt: 1, completion: 3 }))).toEqual({
      id: 'chatcmpl-a"b',
      object: 'chat.completion',
      created: expect.any(Number),
      model: 'm"1',
      choices: [
        { index: 0, message: { role: 'assistant', content: 'hello' }, logprobs: null, finish_reason: 'length' },
      ],
      usage: { prompt_tokens: 1, total_tokens: 4, completion_tokens: 3 },
    });
  });
});

describe('completionsFormat', () => {
  const format = completionsFormat(head);

  it('has no role chunk and writes text chunks, empty ones too', () => {
    expect(format.role).toBeUndefined();
    expect(format.writesEmptyText).toBe(true);
    expect(JSON.parse(format.chunk('', null))).toEqual({
      id: 'cmpl-a"b',
      object: 'text_completion',
      created: expect.any(Number),
      model: 'm"1',
      choices: [{ index: 0, text: '', logprobs: null, finish_reason: null }],
    });
  });

  it('writes a whole reply with its usage', () => {
    expect(JSON.parse(format.whole('a b', 'stop', { prompt: 2, completion: 2, cached: 0 }))).toMatchObject({
      choices: [{ index: 0, text: 'a b', finish_reason: 'stop' }],
      usage: { prompt_tokens: 2, total_tokens: 4, completion_tokens: 2, prompt_tokens_details: { cached_tokens: 0 } },
    });
  });
});
