import { describe, expect, it } from 'vitest';
import { exampleRequest } from '../../tests/example-request.ts';
import { engineProfiles } from '../profiles/engine-profiles.ts';
import { chooseEndpoint, requestBody } from './request-body.ts';

const chat = { profile: engineProfiles.openai, model: 'm', endpoint: 'chat' } as const;
const completions = { ...chat, endpoint: 'completions' } as const;

describe('requestBody', () => {
  it('asks a server of unknown make for nothing that it might refuse', () => {
    expect(requestBody(exampleRequest({ exact_output: true }), chat)).toEqual({
      model: 'm',
      messages: [{ role: 'user', content: 'Say something' }],
      max_tokens: 12,
      stream: true,
      stream_options: { include_usage: true },
    });
  });

  it.each(['vllm', 'embedded'] as const)('forces the length on %s, if it is to be exact', (name) => {
    const options = { ...chat, profile: engineProfiles[name] };
    expect(requestBody(exampleRequest({ exact_output: true }), options)).toMatchObject({
      ignore_eos: true,
      min_tokens: 12,
    });
    const free = requestBody(exampleRequest({ exact_output: false }), options);
    expect([free.ignore_eos, free.min_tokens, free.max_tokens]).toEqual([undefined, undefined, 12]);
  });

  it('has no stream_options without a stream: servers refuse it', () => {
    const body = requestBody(exampleRequest({ stream: false }), chat);
    expect(body.stream).toBe(false);
    expect('stream_options' in body).toBe(false);
  });

  it('puts texts, token ids and conversations where they belong', () => {
    const messages = [
      { role: 'system' as const, content: 's' },
      { role: 'user' as const, content: 'u' },
    ];
    expect(requestBody(exampleRequest({ input: { kind: 'messages', messages } }), chat).messages).toEqual(messages);
    expect(requestBody(exampleRequest(), completions).prompt).toBe('Say something');
    const ids = { kind: 'token-ids' as const, token_ids: [1, 2] };
    expect(requestBody(exampleRequest({ input: ids }), completions).prompt).toEqual([1, 2]);
    const texts = { kind: 'texts' as const, texts: ['a'] };
    expect(requestBody(exampleRequest({ input: texts }), completions)).toEqual({ model: 'm', input: ['a'] });
    expect(chooseEndpoint(exampleRequest({ input: texts }), 'chat')).toBe('embeddings');
  });

  it('refuses what a route cannot carry, and says which route can', () => {
    const ids = exampleRequest({ input: { kind: 'token-ids', token_ids: [1] } });
    expect(() => requestBody(ids, chat)).toThrow(/workload Q1: prompts of token ids cannot go to the chat route/);
    const talk = exampleRequest({ input: { kind: 'messages', messages: [{ role: 'user', content: 'u' }] } });
    expect(() => requestBody(talk, completions)).toThrow(/a conversation cannot go to the completions route/);
  });

  it('refuses a sampling parameter that the server does not have, rather than leave it out', () => {
    const request = exampleRequest({ sampling: { temperature: 0, top_k: 5 } });
    expect(() => requestBody(request, chat)).toThrow(/profile openai have no sampling parameter top_k/);
    expect(requestBody(request, { ...chat, profile: engineProfiles.vllm })).toMatchObject({ temperature: 0, top_k: 5 });
  });
});
