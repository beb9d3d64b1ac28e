import { describe, expect, it } from 'vitest';
import { TINY_CHAT_TEMPLATE } from '../tiny-model/tiny-llama.ts';
import { chatRenderer } from './chat-template.ts';

const tokens = { bos: '<s>', eos: '</s>' };

describe('chatRenderer', () => {
  it('renders with the special tokens and opens the answer', () => {
    const render = chatRenderer(TINY_CHAT_TEMPLATE, tokens);
    expect(
      render([
        { role: 'system', content: 'be kind' },
        { role: 'user', content: 'hi' },
      ]),
    ).toBe('<s><|system|>be kind<|turn|><|user|>hi<|turn|><|assistant|>');
  });

  it('puts contents on lines of their own where the model has no template', () => {
    const render = chatRenderer(undefined, tokens);
    expect(render([{ role: 'user', content: 'hi' }])).toBe('hi');
    expect(
      render([
        { role: 'user', content: 'a' },
        { role: 'assistant', content: 'b' },
      ]),
    ).toBe('a\nb');
  });

  it('turns what the template refuses into an error of the request', () => {
    const render = chatRenderer("{{ raise_exception('roles must alternate') }}", tokens);
    expect(() => render([{ role: 'user', content: 'hi' }])).toThrow(
      expect.objectContaining({
        name: 'EngineError',
        status: 400,
        code: 'chat_template_refused',
        message: expect.stringContaining('roles must alternate'),
      }),
    );
  });
});
