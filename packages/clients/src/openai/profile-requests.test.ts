import { describe, expect, it } from 'vitest';
import { exampleRequest } from '../../tests/example-request.ts';
import { type EngineProfileName, engineProfiles } from '../profiles/engine-profiles.ts';
import { wireRequest } from './request-body.ts';

const ask = (
  profile: EngineProfileName,
  endpoint: 'chat' | 'completions',
  changes: Parameters<typeof exampleRequest>[0] = {},
) =>
  wireRequest(exampleRequest({ exact_output: true, ...changes }), {
    profile: engineProfiles[profile],
    model: 'm',
    endpoint,
  });

const names = Object.keys(engineProfiles) as EngineProfileName[];

describe('what each kind of server is asked', () => {
  it.each<[EngineProfileName, object]>([
    ['openai', { stream_options: { include_usage: true } }],
    [
      'vllm',
      { stream_options: { include_usage: true, continuous_usage_stats: true }, ignore_eos: true, min_tokens: 12 },
    ],
    [
      'embedded',
      { stream_options: { include_usage: true, continuous_usage_stats: true }, ignore_eos: true, min_tokens: 12 },
    ],
    [
      'lmdeploy',
      { stream_options: { include_usage: true }, return_token_ids: true, ignore_eos: true, min_new_tokens: 12 },
    ],
    [
      'sglang',
      { stream_options: { include_usage: true, continuous_usage_stats: true }, ignore_eos: true, min_tokens: 12 },
    ],
    ['llama-server', { stream_options: { include_usage: true }, timings_per_token: true, ignore_eos: true }],
    ['ollama', { stream_options: { include_usage: true } }],
    ['tgi', { stream_options: { include_usage: true } }],
    ['sagellm', {}],
    ['sagellm-engine', {}],
  ])('%s, on the chat route: all of it and no more', (name, expected) => {
    expect(ask(name, 'chat')).toEqual({
      path: '/v1/chat/completions',
      body: {
        model: 'm',
        messages: [{ role: 'user', content: 'Say something' }],
        max_tokens: 12,
        stream: true,
        ...expected,
      },
    });
  });

  it.each(names)('%s: always a limit, never more than one choice, nothing of a stream without one', (name) => {
    const { body } = ask(name, 'chat', { stream: false, exact_output: false });
    expect(body).toEqual({
      model: 'm',
      messages: [{ role: 'user', content: 'Say something' }],
      max_tokens: 12,
      stream: false,
    });
  });

  it('sageLLM’s engine port streams completions in its own form, with ids of ours', () => {
    expect(ask('sagellm-engine', 'completions', { sampling: { temperature: 0 } })).toEqual({
      path: '/v1/completions/stream',
      body: {
        request_id: 'r-1',
        trace_id: 'r-1',
        model: 'm',
        prompt: 'Say something',
        max_tokens: 12,
        stream: true,
        temperature: 0,
      },
    });
    expect(ask('sagellm-engine', 'completions', { stream: false }).path).toBe('/v1/completions');
    expect(ask('sagellm-engine', 'chat').path).toBe('/v1/chat/completions');
  });

  it.each(names)('%s: token ids go where they are taken, and are refused clearly elsewhere', (name) => {
    const tokenIds = () => ask(name, 'completions', { input: { kind: 'token-ids', token_ids: [1, 2] } });
    if (engineProfiles[name].tokenIdPrompts) expect(tokenIds().body.prompt).toEqual([1, 2]);
    else expect(tokenIds).toThrow(`workload Q1: servers of profile ${name} take no token ids as a prompt`);
  });

  it.each(names)('%s: texts are embedded at the common route', (name) => {
    expect(ask(name, 'completions', { input: { kind: 'texts', texts: ['a'] } })).toEqual({
      path: '/v1/embeddings',
      body: { model: 'm', input: ['a'] },
    });
  });

  it('the name in the table is the profile’s own', () => {
    expect(names.map((name) => engineProfiles[name].name)).toEqual(names);
  });
});
