import { VirtualClock } from '@sagellm/bench-clock';
import { constantProfile } from '@sagellm/bench-latency-model';
import { describe, expect, it } from 'vitest';
import { createSimulatedEngine } from '../simulated/simulated-engine.ts';
import { ChatBody, CompletionsBody } from './request-schemas.ts';
import { chatInput, checkModel, completionsInput, toEngineRequest, toStreamOptions } from './to-engine-request.ts';

const engine = createSimulatedEngine({
  profile: constantProfile({ ttftMs: 1, itlMs: 1 }),
  clock: new VirtualClock(),
  seed: 1,
  slots: 1,
  maxModelLen: 100,
});

const chat = (body: object) => {
  const parsed = ChatBody.parse({ messages: [{ role: 'user', content: 'one two' }], ...body });
  return toEngineRequest(parsed, { engine, input: chatInput(parsed.messages), requestId: 'r' });
};
const completions = (body: object) => {
  const parsed = CompletionsBody.parse(body);
  return toEngineRequest(parsed, { engine, input: completionsInput(parsed.prompt), requestId: 'r' });
};

describe('toEngineRequest', () => {
  it('hands on everything that an engine can obey', () => {
    expect(
      chat({
        max_tokens: 9,
        min_tokens: 3,
        ignore_eos: true,
        stop: 'END',
        seed: 4,
        temperature: 0,
        top_p: 0.5,
        top_k: 20,
        repetition_penalty: 1.1,
        unknown_key: 1,
      }),
    ).toEqual({
      request_id: 'r',
      input: { kind: 'messages', messages: [{ role: 'user', content: 'one two' }] },
      max_tokens: 9,
      min_tokens: 3,
      ignore_eos: true,
      stop: ['END'],
      sampling: { seed: 4, temperature: 0, top_p: 0.5, top_k: 20, repetition_penalty: 1.1 },
    });
  });

  it('takes null for absent, as OpenAI clients write it', () => {
    const plain = chat({ max_tokens: 5 });
    expect(
      chat({ max_tokens: 5, stop: null, seed: null, top_p: null, ignore_eos: null, stream_options: null, n: null }),
    ).toEqual(plain);
    expect(plain).toMatchObject({ min_tokens: 0, ignore_eos: false, stop: [], sampling: {} });
  });

  it('prefers max_completion_tokens; without either chat fills the model, completions give 16', () => {
    expect(chat({ max_tokens: 5, max_completion_tokens: 7 }).max_tokens).toBe(7);
    expect(chat({}).max_tokens).toBe(98);
    expect(completions({ prompt: 'x' }).max_tokens).toBe(16);
  });

  it.each([
    ['hi there', { kind: 'text', text: 'hi there' }],
    [['hi there'], { kind: 'text', text: 'hi there' }],
    [[4, 5, 6], { kind: 'token-ids', token_ids: [4, 5, 6] }],
    [[[4, 5, 6]], { kind: 'token-ids', token_ids: [4, 5, 6] }],
  ])('reads the prompt %j', (prompt, input) => {
    expect(completions({ prompt }).input).toEqual(input);
  });

  it('joins text parts and takes developer for system', () => {
    const { input } = chat({
      messages: [
        { role: 'developer', content: 'a' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'b ' },
            { type: 'text', text: 'c' },
          ],
        },
      ],
    });
    expect(input).toEqual({
      kind: 'messages',
      messages: [
        { role: 'system', content: 'a' },
        { role: 'user', content: 'b c' },
      ],
    });
  });

  it('refuses min_tokens above max_tokens', () => {
    expect(() => chat({ max_tokens: 5, min_tokens: 6 })).toThrow('min_tokens 6 is above max_tokens 5');
  });
});

describe('toStreamOptions', () => {
  const options = (body: object) => toStreamOptions(CompletionsBody.parse({ prompt: 'x', ...body }));

  it.each([
    [{ stream: true }, false, false],
    [{ stream: true, stream_options: {} }, false, false],
    [{ stream: true, stream_options: { include_usage: true } }, true, false],
    [{ stream: true, stream_options: { include_usage: true, continuous_usage_stats: true } }, true, true],
    // As vLLM: running usage without include_usage is no usage.
    [{ stream: true, stream_options: { continuous_usage_stats: true } }, false, false],
  ])('%j', (body, includeUsage, continuousUsage) => {
    expect(options(body)).toEqual({ includeUsage, continuousUsage });
  });

  it('refuses stream_options without a stream', () => {
    expect(() => options({ stream_options: { include_usage: true } })).toThrow('stream: true');
  });
});

describe('checkModel', () => {
  it('takes the served name, default, or none, and refuses others with 404', () => {
    for (const asked of ['m', 'default', null, undefined]) expect(() => checkModel(asked, 'm')).not.toThrow();
    expect(() => checkModel('gpt-9', 'm')).toThrow(expect.objectContaining({ status: 404, code: 'model_not_found' }));
  });
});
