import { systemClock } from '@sagellm/bench-clock';
import type { BenchmarkRequest, PromptInput } from '@sagellm/bench-protocol';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { exampleRequest } from '../../tests/example-request.ts';
import { engineProfiles } from '../profiles/engine-profiles.ts';
import { createLeanTransport } from '../transport/lean/lean-transport.ts';
import { createUndiciTransport } from '../transport/undici-transport.ts';
import { createOpenAIClient } from './openai-client.ts';
import type { PreparedHttp } from './packed-requests.ts';

const clientOver = (create: typeof createLeanTransport | typeof createUndiciTransport) =>
  createOpenAIClient({
    transport: create({ origin: 'http://127.0.0.1:1', clock: systemClock, connectTimeoutMs: 1000 }),
    profile: engineProfiles.vllm,
    baseUrl: 'http://127.0.0.1:1/base',
    model: 'tiny',
    timeouts: { connectMs: 1, firstTokenMs: 1, idleMs: 1, totalMs: 1 },
    clock: systemClock,
    endpoint: 'chat',
    apiKey: 'key',
  });

const input = fc.oneof<fc.Arbitrary<PromptInput>[]>(
  fc.record({ kind: fc.constant('text'), text: fc.string({ unit: 'grapheme' }) }),
  fc.record({ kind: fc.constant('texts'), texts: fc.array(fc.string(), { minLength: 1, maxLength: 3 }) }),
);
const requests = fc.array(
  fc.record({
    request_id: fc.string({ unit: fc.constantFrom(...'abc-019'), minLength: 1 }),
    input,
    stream: fc.boolean(),
    exact_output: fc.boolean(),
    prompt_tokens: fc.nat(),
    max_tokens: fc.integer({ min: 1, max: 5000 }),
    turn: fc.option(fc.nat(9), { nil: undefined }),
  }),
  { maxLength: 40 },
);

it.each([
  ['lean', createLeanTransport],
  ['undici', createUndiciTransport],
] as const)('requests for %s come to another thread as they were, but for the text of their prompts', (_, create) => {
  const client = clientOver(create);
  fc.assert(
    fc.property(requests, (many) => {
      const prepared = many.map(({ turn, ...rest }) =>
        client.prepare({ ...exampleRequest(), ...rest, ...(turn === undefined ? {} : { turn }) } as BenchmarkRequest),
      ) as PreparedHttp[];
      const { batch, transfer, bytes } = client.pack!(prepared);
      const there = client.unpack!(structuredClone(batch, { transfer }));
      expect(there.length).toBe(many.length);
      let sum = 0;
      for (const [index, one] of prepared.entries()) {
        const other = there.at(index) as PreparedHttp;
        sum += (one.http.wire ?? one.http.body!).length;
        expect(other.endpoint).toBe(one.endpoint);
        expect(other.forced).toBe(one.forced);
        expect({ ...other.request, input: undefined }).toEqual({ ...one.request, input: undefined });
        expect(other.request.input.kind).toBe(one.request.input.kind);
        if (one.request.input.kind === 'texts') {
          expect((other.request.input as { texts: string[] }).texts).toHaveLength(one.request.input.texts.length);
        }
        const text = (bytes: Uint8Array | undefined) => bytes && Buffer.from(bytes).toString();
        expect(text(other.http.body)).toBe(text(one.http.body));
        expect(text(other.http.wire)).toBe(text(one.http.wire));
        expect(other.http.path).toBe(one.http.path);
        if (!one.http.wire) expect(other.http.headers).toEqual(one.http.headers);
      }
      expect(bytes).toBe(sum);
    }),
    { numRuns: 50 },
  );
});
