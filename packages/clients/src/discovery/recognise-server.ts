import { parseBaseUrl } from '../base-url.ts';
import type { EngineProfileName } from '../profiles/engine-profiles.ts';
import { isObject, isText, parseJson } from '../reading/json-shapes.ts';
import { type AskOptions, askAside, askRoute } from './ask-route.ts';
import type { TextReply } from './fetch-text.ts';

export type RecogniseOptions = AskOptions & { baseUrl: string };

/** Which profile fits a server, and how that was known, as one clause for a person. */
export type RecognisedServer = {
  profile: EngineProfileName;
  how: string;
  /** The engine's version, where the route that told them apart has it. */
  version?: string;
};

/**
 * Finds out what kind of server answers at a URL: by the owner of its models, and where that says nothing by routes
 * that only one kind has. Not sure is `openai`, which asks for nothing that a strict server would refuse.
 *
 * Throws a fault (exit 1) when nobody answers at all.
 */
export async function recogniseServer(options: RecogniseOptions): Promise<RecognisedServer> {
  const { text: url, origin, prefix } = parseBaseUrl(options.baseUrl);
  const root = origin + prefix;
  const models = await askRoute(`${root}/v1/models`, url, options);
  const signed = byOwner(models) ?? byHeader(models);
  if (signed) return signed;
  for (const { path, tell } of TELLING_ROUTES) {
    const reply = await askAside(root + path, options);
    const found = reply?.status === 200 ? tell(reply) : undefined;
    if (found) return found;
  }
  return { profile: 'openai', how: 'nothing else answered' };
}

/** What engines put into `owned_by` of their models. */
const OWNERS: Readonly<Record<string, EngineProfileName>> = {
  vllm: 'vllm',
  sglang: 'sglang',
  lmdeploy: 'lmdeploy',
  llamacpp: 'llama-server',
  sagellm: 'sagellm',
  'sagellm-bench': 'embedded',
};

function byOwner(models: TextReply): RecognisedServer | undefined {
  const body = parseJson(models.text);
  const rows = models.status === 200 && isObject(body) && Array.isArray(body.data) ? body.data : [];
  const owner = rows.map((row) => (isObject(row) ? row.owned_by : undefined)).find((name) => isText(name));
  const profile = isText(owner) && Object.hasOwn(OWNERS, owner) ? OWNERS[owner] : undefined;
  return profile && { profile, how: `its models are owned_by ${owner}` };
}

function byHeader(models: TextReply): RecognisedServer | undefined {
  if (models.server?.toLowerCase() !== 'llama.cpp') return undefined;
  return { profile: 'llama-server', how: `its server header is ${models.server}` };
}

type Telling = { path: string; tell: (reply: TextReply) => RecognisedServer | undefined };

/** Asked in turn. Each tells by something that no other kind of server answers. */
const TELLING_ROUTES: readonly Telling[] = [
  {
    path: '/',
    tell: ({ text }) => {
      const service = objectOf(text).service;
      if (service === 'sageLLM Gateway') return { profile: 'sagellm', how: `GET / says service ${service}` };
      if (service === 'sageLLM Engine Server')
        return { profile: 'sagellm-engine', how: `GET / says service ${service}` };
      return text.startsWith('Ollama is running')
        ? { profile: 'ollama', how: 'GET / says Ollama is running' }
        : undefined;
    },
  },
  {
    path: '/props',
    tell: ({ text }) => {
      const { build_info: build, default_generation_settings: settings } = objectOf(text);
      if (!isObject(settings)) return undefined;
      return {
        profile: 'llama-server',
        how: 'GET /props has default_generation_settings',
        ...(isText(build) ? { version: build } : {}),
      };
    },
  },
  {
    path: '/get_model_info',
    tell: ({ text }) =>
      isText(objectOf(text).model_path) ? { profile: 'sglang', how: 'GET /get_model_info has model_path' } : undefined,
  },
  {
    path: '/info',
    tell: ({ text }) => {
      const info = objectOf(text);
      if (isText(info.model_id) && typeof info.max_total_tokens === 'number') {
        return { profile: 'tgi', how: 'GET /info has model_id and max_total_tokens', ...versionOf(info) };
      }
      if (info.service === 'sageLLM Gateway')
        return { profile: 'sagellm', how: 'GET /info says service sageLLM Gateway' };
      if (typeof info.simulated !== 'boolean' || !isText(info.served_model_name)) return undefined;
      return { profile: 'embedded', how: 'GET /info says whether it is simulated', ...versionOf(info) };
    },
  },
  {
    path: '/api/version',
    tell: ({ text }) => {
      const version = versionOf(objectOf(text));
      return version.version ? { profile: 'ollama', how: 'GET /api/version answers', ...version } : undefined;
    },
  },
  {
    path: '/openapi.json',
    tell: ({ text }) => {
      const { paths } = objectOf(text);
      const has = (...wanted: string[]) => isObject(paths) && wanted.every((path) => path in paths);
      if (has('/v1/encode', '/is_sleeping')) return { profile: 'lmdeploy', how: 'its /openapi.json has /v1/encode' };
      if (has('/tokenize', '/detokenize', '/version', '/ping')) {
        return { profile: 'vllm', how: 'its /openapi.json has /tokenize, /detokenize, /version and /ping' };
      }
      return undefined;
    },
  },
];

function objectOf(text: string): Record<string, unknown> {
  const body = parseJson(text);
  return isObject(body) ? body : {};
}

function versionOf({ version }: Record<string, unknown>): { version?: string } {
  return isText(version) ? { version } : {};
}
