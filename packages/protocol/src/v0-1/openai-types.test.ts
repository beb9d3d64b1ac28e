import { expect, it } from 'vitest';
import { KVFreeParams } from './kv-hooks.ts';
import { ChatCompletionRequest, ChatCompletionStreamResponse } from './openai-chat.ts';
import { ModelInfo } from './openai-types.ts';

it('does not invent the time that `created` does not say', () => {
  expect(ModelInfo.parse({ id: 'm' })).toStrictEqual({ id: 'm', object: 'model', owned_by: 'sagellm' });
  expect(ChatCompletionStreamResponse.parse({ id: 'c', model: 'm', choices: [] })).not.toHaveProperty('created');
});

it('hands out fresh defaults, so that changing one changes no other', () => {
  const handle = { kv_handle: { handle_id: 'h', request_id: 'r', num_tokens: 1, device: 'cpu' } };
  KVFreeParams.parse(handle).metadata.changed = true;
  expect(KVFreeParams.parse(handle).metadata).toEqual({});
});

it.each(['stream_options', 'seed', 'max_completion_tokens', 'tools', 'logprobs', 'ignore_eos'])(
  'drops %s, which sageLLM does not know',
  (key) => {
    const request = { model: 'm', messages: [], [key]: 1 };
    expect(ChatCompletionRequest.parse(request)).not.toHaveProperty(key);
  },
);
