import { faultError, usageError } from '@sagellm/bench-protocol';
import type { ServerAccess } from '../access/server-access.ts';
import { parseBaseUrl } from '../base-url.ts';
import type { Discovery, EngineProfile, ReplyPath } from '../profiles/engine-profile.ts';
import { readErrorBody } from '../reading/error-body.ts';
import { isObject, isText, parseJson } from '../reading/json-shapes.ts';
import { oneLine } from '../redact.ts';
import { askAside, askRoute } from './ask-route.ts';
import { chooseModel } from './choose-model.ts';
import type { TextReply } from './fetch-text.ts';

export type ProbeOptions = {
  baseUrl: string;
  profile: EngineProfile;
  signal: AbortSignal;
  timeoutMs: number;
  apiKey?: string;
  access?: ServerAccess;
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
  const { discovery } = options.profile;
  const rows = await askModels(discovery, root, url, options);
  const info = await askObject(discovery.info, root, options);
  const notReady = discovery.notReady?.(info);
  if (notReady) throw faultError(`${url}: not ready (${notReady})`, 'start an engine behind it, or wait for it');
  const aside = discovery.notGenerating?.(info) ?? [];
  const models = (rows ?? namedModel(discovery, info)).map((row) => row.id).filter((id) => !aside.includes(id));
  const model = chooseModel(models, options.model, url);
  const row = rows?.find((candidate) => candidate.id === model);
  return { models, model, ...readFacts(discovery, row, await askVersion(discovery, root, info, options), info) };
}

/** Engines that put their own name into `owned_by`; elsewhere it names an organisation. */
const ENGINES_THAT_SIGN = ['vllm', 'sglang', 'llamacpp', 'lmdeploy', 'sagellm'];

type ModelRow = { id: string } & Record<string, unknown>;
type Info = Record<string, unknown> | undefined;

/** Undefined where the server has no list. */
async function askModels(
  discovery: Discovery,
  root: string,
  url: string,
  options: ProbeOptions,
): Promise<ModelRow[] | undefined> {
  const route = root + (discovery.models ?? discovery.info ?? '/');
  const reply = await askRoute(route, url, options);
  return discovery.models ? readModels(reply, route, options.apiKey) : undefined;
}

/** The only model, or none, of a server that names it elsewhere. */
function namedModel({ modelName }: Discovery, info: Info): ModelRow[] {
  const name = modelName && valueAt(modelName, undefined, info);
  return isText(name) ? [{ id: name }] : [];
}

async function askVersion(discovery: Discovery, root: string, info: Info, options: ProbeOptions): Promise<unknown> {
  const { version } = discovery;
  if (!version) return info?.version;
  const reply = version.path === discovery.info ? info : await askObject(version.path, root, options);
  return reply?.[version.key];
}

async function askObject(path: string | undefined, root: string, options: ProbeOptions): Promise<Info> {
  if (path === undefined) return undefined;
  const reply = await askAside(root + path, options);
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
  discovery: Discovery,
  row: ModelRow | undefined,
  version: unknown,
  info: Info,
): Omit<ServerFacts, 'models' | 'model'> {
  const maxModelLen = discovery.maxModelLen.map((path) => positive(valueAt(path, row, info))).find((length) => length);
  const owner = ENGINES_THAT_SIGN.find((name) => name === row?.owned_by);
  const engine = [info?.engine, info?.name, owner].find(isText);
  return {
    ...(maxModelLen === undefined ? {} : { maxModelLen }),
    ...(isText(version) ? { version } : {}),
    ...(engine === undefined ? {} : { engine }),
    ...(typeof info?.simulated === 'boolean' ? { simulated: info.simulated } : {}),
    ...(info ? { info } : {}),
  };
}

function valueAt(path: ReplyPath, row: ModelRow | undefined, info: Info): unknown {
  let value: unknown = path.of === 'model' ? row : info;
  for (const key of path.keys) value = isObject(value) ? value[key] : undefined;
  return value;
}

function positive(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) && value > 0 ? value : undefined;
}
