import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { BenchmarkError } from '@sagellm/bench-protocol';
import { describe, expect, it } from 'vitest';
import { engineProfiles, fetchText, type ProbeOptions, probeServer } from '../src/index.ts';
import { loadReply } from './recording.ts';

/** Does something with the URL of a server that answers so. */
async function withServer<T>(answer: RequestListener, use: (url: string) => Promise<T>): Promise<T> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

const json =
  (body: unknown, status = 200): RequestListener =>
  (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };

const probe = (baseUrl: string, changes: Partial<ProbeOptions> = {}) =>
  probeServer({
    baseUrl,
    profile: engineProfiles.openai,
    signal: new AbortController().signal,
    timeoutMs: 5_000,
    ...changes,
  });

async function faultOf(work: Promise<unknown>): Promise<BenchmarkError> {
  const error = await work.catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(BenchmarkError);
  return error as BenchmarkError;
}

describe('probeServer', () => {
  it('learns what vLLM serves, from its recorded replies', async () => {
    const answers: Record<string, ReturnType<typeof loadReply> | undefined> = {
      '/v1/models': loadReply('models'),
      '/version': loadReply('version'),
    };
    const facts = await withServer(
      (request, response) => {
        const reply = answers[request.url!];
        response.writeHead(reply?.status ?? 404, { 'content-type': 'application/json' }).end(reply?.body);
      },
      (url) => probe(`${url}/v1`, { profile: engineProfiles.vllm }),
    );
    expect(facts).toEqual({ models: ['tiny'], model: 'tiny', maxModelLen: 2048, engine: 'vllm', version: '0.32.0' });
  });

  it('learns more from /info where the profile has it', async () => {
    const info = { name: 'llama.cpp', version: '3.22', simulated: false, max_model_len: 512 };
    const facts = await withServer(
      (request, response) => json(request.url === '/info' ? info : { data: [{ id: 'm' }] })(request, response),
      (url) => probe(url, { profile: engineProfiles.embedded }),
    );
    expect(facts).toEqual({
      models: ['m'],
      model: 'm',
      maxModelLen: 512,
      engine: 'llama.cpp',
      version: '3.22',
      simulated: false,
      info,
    });
  });

  it('sends the key, and keeps a path prefix', async () => {
    const seen: unknown[] = [];
    await withServer(
      (request, response) => {
        seen.push([request.url, request.headers.authorization]);
        json({ data: [{ id: 'm' }] })(request, response);
      },
      (url) => probe(`${url}/proxy/v1`, { apiKey: 'sk-1' }),
    );
    expect(seen).toEqual([['/proxy/v1/models', 'Bearer sk-1']]);
  });

  it('nobody there: one sentence with the URL, and what to try', async () => {
    const url = await withServer(json({}), async (dead) => dead);
    const error = await faultOf(probe(`${url}/v1`));
    expect(error.exitCode).toBe(1);
    expect(error.message).toMatch(new RegExp(`^${url}/v1: the server cannot be reached \\(.*ECONNREFUSED.*\\)$`));
    expect(error.remedy).toMatch(/is it running, is the port right, and is --url/);
  });

  it('nobody answers: the same, with the time it waited', async () => {
    const error = await withServer(
      () => {},
      (url) => faultOf(probe(url, { timeoutMs: 60 })),
    );
    expect(error.message).toMatch(/cannot be reached \(no answer within 60 ms\)/);
  });

  it('a caller who gives up gets its own reason, not a fault of the server', async () => {
    const controller = new AbortController();
    const given = withServer(
      () => controller.abort(new Error('interrupted')),
      (url) => probe(url, { signal: controller.signal }),
    );
    await expect(given).rejects.toThrow('interrupted');
  });

  it.each([401, 403])('HTTP %i names the flag and the variable of the key, and not the key', async (status) => {
    const without = await withServer(json({ error: 'Unauthorized' }, status), (url) => faultOf(probe(url)));
    expect([without.exitCode, without.message, without.remedy]).toEqual([
      2,
      expect.stringMatching(/wants an API key/),
      expect.stringMatching(/--api-key or OPENAI_API_KEY/),
    ]);
    const withKey = await withServer(json({ error: 'bad sk-1' }, status), (url) =>
      faultOf(probe(url, { apiKey: 'sk-1' })),
    );
    expect(withKey.message).toMatch(/refuses the API key/);
    expect(withKey.message).not.toContain('sk-1');
  });

  it.each<[string, RequestListener, RegExp]>([
    [
      'a web page',
      (_, response) =>
        void response.writeHead(200, { 'content-type': 'text/html' }).end('<html><title>Router</title></html>'),
      /not an OpenAI-compatible server.*HTTP 200, text\/html: <html><title>Router/,
    ],
    ['an unknown route', json({ detail: 'Not Found' }, 404), /HTTP 404, application\/json: Not Found/],
    [
      'a model that is loading',
      json({ error: { message: 'Loading model', code: 503 } }, 503),
      /not ready \(HTTP 503, .*: Loading model/,
    ],
    ['JSON of another kind', json({ hello: 'world' }), /HTTP 200, application\/json: \{"hello":"world"\}/],
    ['nothing', (_, response) => void response.writeHead(204).end(), /HTTP 204, no content type: an empty body/],
  ])('%s: says what answered', async (_, answer, says) => {
    const error = await withServer(answer, (url) => faultOf(probe(url)));
    expect(error.exitCode).toBe(1);
    expect(error.message).toMatch(says);
  });

  it('a model that is not served is a usage error with the list', async () => {
    const error = await withServer(json({ data: [{ id: 'alpha' }, { id: 'beta' }] }), (url) =>
      faultOf(probe(url, { model: 'alpa' })),
    );
    expect([error.exitCode, error.message, error.remedy]).toEqual([
      2,
      expect.stringMatching(/--model alpa: not served at .*, which has alpha, beta/),
      'did you mean --model alpha?',
    ]);
  });
});

describe('fetchText', () => {
  it('gives the body of a 200, and nothing where there is none to have', async () => {
    await withServer(
      (request, response) => void response.writeHead(request.url === '/metrics' ? 200 : 404).end('a 1\n'),
      async (url) => {
        expect(await fetchText(`${url}/metrics`)).toBe('a 1\n');
        expect(await fetchText(`${url}/other`)).toBeUndefined();
      },
    );
    const dead = await withServer(json({}), async (url) => url);
    expect(await fetchText(`${dead}/metrics`)).toBeUndefined();
  });
});
