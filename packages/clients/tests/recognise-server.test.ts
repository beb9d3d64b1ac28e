import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { chooseSagellmRoute, engineProfiles, probeServer, recogniseServer } from '../src/index.ts';
import { withRoutes } from './fixture-server.ts';
import { loadReply, type RecordedEngine } from './recording.ts';

const patient = () => ({ signal: new AbortController().signal, timeoutMs: 5_000 });
const recognise = (routes: Parameters<typeof withRoutes>[0]) =>
  withRoutes(routes, (baseUrl) => recogniseServer({ baseUrl: `${baseUrl}/v1`, ...patient() }));
const recorded = (engine: RecordedEngine, routes: Record<string, string>) =>
  Object.fromEntries(Object.entries(routes).map(([path, name]) => [path, loadReply(name, engine)]));
const someModel = { data: [{ id: 'm', owned_by: 'organization' }] };

describe('recogniseServer', () => {
  it.each<[RecordedEngine, string, string, string]>([
    ['vllm', 'models', 'vllm', 'its models are owned_by vllm'],
    ['llama-server', 'models', 'llama-server', 'its models are owned_by llamacpp'],
    ['lmdeploy', 'models', 'lmdeploy', 'its models are owned_by lmdeploy'],
    ['sagellm', 'gateway-models', 'sagellm', 'its models are owned_by sagellm'],
  ])('a recorded %s by its model list', async (engine, name, profile, how) => {
    expect(await recognise(recorded(engine, { '/v1/models': name }))).toEqual({ profile, how });
  });

  it.each<[string, Parameters<typeof withRoutes>[0], object]>([
    [
      'a llama-server that still loads',
      recorded('llama-server', { '/v1/models': 'health-loading' }),
      { profile: 'llama-server', how: 'its server header is llama.cpp' },
    ],
    [
      'a gateway without an engine',
      recorded('sagellm', { '/v1/models': 'empty-gateway-models', '/': 'gateway-root' }),
      { profile: 'sagellm', how: 'GET / says service sageLLM Gateway' },
    ],
    [
      'an engine port',
      recorded('sagellm', { '/v1/models': 'engine-models', '/': 'engine-root' }),
      { profile: 'sagellm-engine', how: 'GET / says service sageLLM Engine Server' },
    ],
    [
      'a llama-server behind a proxy',
      { '/v1/models': someModel, '/props': loadReply('props', 'llama-server') },
      { profile: 'llama-server', how: 'GET /props has default_generation_settings', version: 'b11434-unknown' },
    ],
    [
      'SGLang',
      { '/v1/models': someModel, '/get_model_info': { model_path: 'm' } },
      { profile: 'sglang', how: 'GET /get_model_info has model_path' },
    ],
    [
      'TGI',
      { '/v1/models': someModel, '/info': { model_id: 'm', max_total_tokens: 4096, version: '3.0.1' } },
      { profile: 'tgi', how: 'GET /info has model_id and max_total_tokens', version: '3.0.1' },
    ],
    ['Ollama by its greeting', { '/v1/models': someModel, '/': 'Ollama is running' }, { profile: 'ollama' }],
    [
      'Ollama by its version',
      { '/v1/models': someModel, '/api/version': { version: '0.9.1' } },
      { profile: 'ollama', how: 'GET /api/version answers', version: '0.9.1' },
    ],
    [
      'the embedded server behind a proxy',
      { '/v1/models': someModel, '/info': { simulated: true, served_model_name: 'm', version: '1' } },
      { profile: 'embedded', how: 'GET /info says whether it is simulated', version: '1' },
    ],
    [
      'a vLLM whose models need a key',
      {
        '/v1/models': loadReply('err-no-api-key-models'),
        '/openapi.json': { paths: { '/tokenize': 0, '/detokenize': 0, '/version': 0, '/ping': 0 } },
      },
      { profile: 'vllm', how: 'its /openapi.json has /tokenize, /detokenize, /version and /ping' },
    ],
    ['anything else', { '/v1/models': someModel }, { profile: 'openai', how: 'nothing else answered' }],
    ['a web page everywhere', { '/v1/models': '<html>', '/': '<html>', '/info': '<html>' }, { profile: 'openai' }],
    [
      'a name that objects have by birth',
      { '/v1/models': { data: [{ id: 'm', owned_by: 'constructor' }] } },
      { profile: 'openai' },
    ],
  ])('%s', async (_, routes, expected) => {
    expect(await recognise(routes)).toMatchObject(expected);
  });

  it('nobody there is a fault, not an openai', async () => {
    const url = await withRoutes({}, async (dead) => dead);
    await expect(recogniseServer({ baseUrl: url, ...patient() })).rejects.toThrow(/cannot be reached/);
  });
});

describe('probeServer with the profile of each engine', () => {
  const probe = (profile: keyof typeof engineProfiles, routes: Parameters<typeof withRoutes>[0], model?: string) =>
    withRoutes(routes, (baseUrl) =>
      probeServer({ baseUrl, profile: engineProfiles[profile], ...patient(), ...(model ? { model } : {}) }),
    );

  it('llama-server: the context of a slot, and the build', async () => {
    const routes = recorded('llama-server', { '/v1/models': 'models', '/props': 'props' });
    expect(await probe('llama-server', routes)).toMatchObject({
      model: 'tiny',
      maxModelLen: 2048,
      engine: 'llamacpp',
      version: 'b11434-unknown',
    });
  });

  it('LMDeploy tells neither its version nor its longest sequence', async () => {
    const facts = await probe('lmdeploy', recorded('lmdeploy', { '/v1/models': 'models' }));
    expect(facts).toEqual({ models: ['tiny'], model: 'tiny', engine: 'lmdeploy' });
  });

  it('SGLang, TGI and Ollama by what their documents say', async () => {
    const models = { data: [{ id: 'm' }] };
    expect(
      await probe('sglang', { '/v1/models': models, '/get_server_info': { version: '0.5', context_length: 8192 } }),
    ).toMatchObject({ version: '0.5', maxModelLen: 8192 });
    expect(
      await probe('tgi', { '/v1/models': models, '/info': { version: '3', max_total_tokens: 512 } }),
    ).toMatchObject({ version: '3', maxModelLen: 512 });
    const ollama = await probe('ollama', { '/v1/models': models, '/api/version': { version: '0.9' } });
    expect(ollama).toEqual({ models: ['m'], model: 'm', version: '0.9' });
  });

  it('a sageLLM gateway offers the models that generate, and no length that is not the model’s', async () => {
    const routes = recorded('sagellm', { '/v1/models': 'gateway-models', '/info': 'gateway-info' });
    const { info, ...facts } = await probe('sagellm', routes);
    expect(facts).toEqual({ models: ['tiny-llama'], model: 'tiny-llama', engine: 'sagellm' });
  });

  it('a sageLLM gateway without an engine is not ready, however healthy it says it is', async () => {
    const routes = recorded('sagellm', {
      '/v1/models': 'empty-gateway-models',
      '/info': 'empty-gateway-info',
      '/health': 'empty-gateway-health',
    });
    await expect(probe('sagellm', routes, 'tiny-llama')).rejects.toThrow(/not ready \(the gateway has no engine\)/);
  });

  it.each([
    [{ registered_engines: [{ is_healthy: false }], healthy_engine_count: 0 }, /none of its 1 engines is healthy/],
    [
      { registered_engines: [{ is_healthy: true, engine_kind: 'embedding' }], healthy_engine_count: 1 },
      /no healthy engine that generates/,
    ],
    [
      {
        registered_engines: [
          { is_healthy: false, engine_kind: 'llm' },
          { is_healthy: true, engine_kind: 'embedding' },
        ],
        healthy_engine_count: 1,
      },
      /no healthy engine that generates/,
    ],
  ])('a sageLLM gateway whose engines cannot answer: %j', async (info, says) => {
    await expect(probe('sagellm', { '/v1/models': { data: [{ id: 'm' }] }, '/info': info })).rejects.toThrow(says);
  });

  it('the engine port has no model list; its /info names the model', async () => {
    const routes = recorded('sagellm', { '/info': 'engine-info' });
    const { info, ...facts } = await probe('sagellm-engine', routes);
    expect(facts).toEqual({ models: ['tiny-llama'], model: 'tiny-llama' });
  });
});

describe('chooseSagellmRoute', () => {
  const engineInfo = loadReply('engine-info', 'sagellm');
  const gatewayOf = (engineUrl: string) => ({
    '/info': {
      registered_engines: [
        {
          engine_id: 'e-1',
          host: 'localhost',
          port: Number(new URL(engineUrl).port),
          engine_kind: 'llm',
          is_healthy: true,
        },
      ],
    },
  });
  const choose = (baseUrl: string, endpoint: 'chat' | 'completions', native?: boolean) =>
    chooseSagellmRoute({ baseUrl, endpoint, ...patient(), ...(native === undefined ? {} : { native }) });

  it('completions go to the engine that the gateway names, chat only where it is asked for', async () => {
    await withRoutes({ '/info': engineInfo }, (engine) =>
      withRoutes(gatewayOf(engine), async (gateway) => {
        const expected = { baseUrl: engine, how: "the gateway's /info names engine e-1" };
        const completions = await choose(gateway, 'completions');
        expect([completions.profile.name, completions]).toMatchObject(['sagellm-engine', expected]);
        expect((await choose(gateway, 'chat', true)).baseUrl).toBe(engine);
        const chat = await choose(gateway, 'chat');
        expect([chat.profile.name, chat.baseUrl]).toEqual(['sagellm', gateway]);
      }),
    );
  });

  it('the URL of an engine port is taken as it is', async () => {
    await withRoutes({ '/info': engineInfo }, async (engine) => {
      expect(await choose(`${engine}/v1`, 'completions')).toMatchObject({
        baseUrl: `${engine}/v1`,
        how: 'this is the port of an engine',
      });
    });
  });

  it('an engine one port above is taken where the gateway says nothing of engines, not where it says that it has none', async () => {
    const answers = (info: unknown) =>
      createServer((_, response) => {
        response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(info));
      });
    let info: object = { service: 'sageLLM Gateway' };
    const gateway = createServer((request, response) => answers(info).emit('request', request, response));
    const engine = answers({ engine_id: 'e', is_running: true });
    const port = await listenSideBySide(gateway, engine);
    try {
      const url = `http://127.0.0.1:${port}`;
      expect(await choose(url, 'chat', true)).toMatchObject({
        baseUrl: `http://127.0.0.1:${port + 1}`,
        how: 'an engine answers one port above the gateway',
      });
      info = { service: 'sageLLM Gateway', registered_engines: [] };
      expect(await choose(url, 'chat', true)).toMatchObject({
        baseUrl: url,
        how: 'the gateway: no engine port answers',
      });
    } finally {
      for (const server of [gateway, engine]) server.closeAllConnections();
      for (const server of [gateway, engine]) server.close();
    }
  });

  it('an engine that is named but does not answer leaves chat at the gateway and refuses completions', async () => {
    const dead = await withRoutes({}, async (url) => url);
    await withRoutes(gatewayOf(dead), async (gateway) => {
      expect((await choose(gateway, 'chat', true)).how).toBe('the gateway: no engine port answers');
      await expect(choose(gateway, 'completions')).rejects.toThrow(
        /does not stream completions, and no port of its engine/,
      );
      await expect(choose(gateway, 'completions', false)).rejects.toThrow(/does not stream completions$/);
    });
  });
});

/** The port of the first; the second has the one above it, where that is free. */
async function listenSideBySide(first: Server, second: Server): Promise<number> {
  const listen = (server: Server, port: number) =>
    new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  for (let attempt = 0; attempt < 20; attempt++) {
    await listen(first, 0);
    const { port } = first.address() as AddressInfo;
    try {
      await listen(second, port + 1);
      return port;
    } catch {
      await new Promise((resolve) => first.close(resolve));
    }
  }
  throw new Error('no two ports side by side are free');
}
