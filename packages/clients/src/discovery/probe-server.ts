import { faultError, usageError } from '@sagellm/bench-protocol';
import { parseBaseUrl } from '../base-url.ts';
import type { EngineProfile } from '../profiles/engine-profile.ts';
import { readErrorBody } from '../reading/error-body.ts';
import { isObject, isText, parseJson } from '../reading/json-shapes.ts';
import { oneLine } from '../redact.ts';
import { nameSocketFailure } from '../transport/name-socket-failure.ts';
import { chooseModel } from './choose-model.ts';
import { get, type TextReply } from './fetch-text.ts';

export type ProbeOptions = {
  baseUrl: string;
  profile: EngineProfile;
  signal: AbortSignal;
  timeoutMs: number;
  apiKey?: string;
  /** The model that the run wants; without it the server must serve exactly one. */
  model?: string;
};

/** Who answers at a URL. What it does not tell is absent. */
export type ServerFacts = {
  models: readonly string[];
  /** The one to ask for. */
  model: string;
  /** Longest sequence of that model, prompt and answer together. */
  maxModelLen?: number;
  /** Name of the engine behind the server. */
  engine?: string;
  version?: string;
  /** True where the server says that it only simulates a model. */
  simulated?: boolean;
  /** Body of its `/info`, where the profile has one. */
  info?: Readonly<Record<string, unknown>>;
};

/**
 * Asks a server what it serves, before any load.
 *
 * Throws a fault (exit 1) when nobody answers or somebody else does, and a usage error (exit 2) for a missing key or a
 * model that is not served.
 */
export async function probeServer(options: ProbeOptions): Promise<ServerFacts> {
  const { text: url, origin, prefix } = parseBaseUrl(options.baseUrl);
  const root = origin + prefix;
  const reply = await ask(`${root}/v1/models`, url, options);
  const rows = readModels(reply, `${root}/v1/models`, options.apiKey);
  const models = rows.map((row) => row.id);
  const model = chooseModel(models, options.model, url);
  const row = rows.find((candidate) => candidate.id === model)!;
  const version = await askAside(options.profile.discovery.version, root, options);
  const info = await askAside(options.profile.discovery.info, root, options);
  return { models, model, ...readFacts(row, version, info) };
}

/** Engines that put their own name into `owned_by`; elsewhere it names an organisation. */
const ENGINES_THAT_SIGN = ['vllm', 'sglang', 'llamacpp'];

type ModelRow = { id: string } & Record<string, unknown>;

async function ask(route: string, url: string, options: ProbeOptions): Promise<TextReply> {
  const limit = AbortSignal.timeout(options.timeoutMs);
  try {
    return await get(route, { apiKey: options.apiKey, signal: AbortSignal.any([options.signal, limit]) });
  } catch (error) {
    options.signal.throwIfAborted();
    const why = limit.aborted ? `no answer within ${options.timeoutMs} ms` : reasonOf(error);
    throw faultError(
      `${url}: the server cannot be reached (${why})`,
      'is it running, is the port right, and is --url the address it listens on?',
      error,
    );
  }
}

/** A route that need not be there. */
async function askAside(
  path: string | undefined,
  root: string,
  options: ProbeOptions,
): Promise<Record<string, unknown> | undefined> {
  if (path === undefined) return undefined;
  const signal = AbortSignal.any([options.signal, AbortSignal.timeout(options.timeoutMs)]);
  const reply = await get(root + path, { apiKey: options.apiKey, signal }).catch(() => undefined);
  options.signal.throwIfAborted();
  const body = reply?.status === 200 ? parseJson(reply.text) : undefined;
  return isObject(body) ? body : undefined;
}

function readModels(reply: TextReply, route: string, apiKey: string | undefined): ModelRow[] {
  const { message } = readErrorBody(reply.text.slice(0, 2048), apiKey);
  if (reply.status === 401 || reply.status === 403) {
    const what = apiKey === undefined ? 'wants an API key' : 'refuses the API key';
    throw usageError(
      `${route}: the server ${what} (HTTP ${reply.status})`,
      'pass one with --api-key or OPENAI_API_KEY',
    );
  }
  const body = parseJson(reply.text);
  const data = isObject(body) && Array.isArray(body.data) ? body.data : undefined;
  if (reply.status !== 200 || !data) {
    const said = oneLine(message, apiKey).slice(0, 120) || 'an empty body';
    throw faultError(
      `${route}: not an OpenAI-compatible server, or not ready (HTTP ${reply.status}, ${reply.contentType || 'no content type'}: ${said})`,
      'check the path of --url (with or without /v1) and whether its model is loaded',
    );
  }
  return data.filter((row): row is ModelRow => isObject(row) && isText(row.id));
}

function readFacts(
  row: ModelRow,
  versionReply: Record<string, unknown> | undefined,
  info: Record<string, unknown> | undefined,
): Omit<ServerFacts, 'models' | 'model'> {
  const maxModelLen = positive(row.max_model_len) ?? positive(info?.max_model_len);
  const version = [versionReply?.version, info?.version].find(isText);
  const owner = ENGINES_THAT_SIGN.find((name) => name === row.owned_by);
  const engine = [info?.engine, info?.name, owner].find(isText);
  return {
    ...(maxModelLen === undefined ? {} : { maxModelLen }),
    ...(version === undefined ? {} : { version }),
    ...(engine === undefined ? {} : { engine }),
    ...(typeof info?.simulated === 'boolean' ? { simulated: info.simulated } : {}),
    ...(info ? { info } : {}),
  };
}

function positive(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) && value > 0 ? value : undefined;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? nameSocketFailure(error, 'connecting').message : String(error);
}
