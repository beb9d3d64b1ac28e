import { usageError } from '@sagellm/bench-protocol';
import { parseBaseUrl } from '../base-url.ts';
import type { EngineProfile } from '../profiles/engine-profile.ts';
import { enginesOf, sagellmEngineProfile, sagellmProfile } from '../profiles/sagellm.ts';
import { isObject, isText, parseJson } from '../reading/json-shapes.ts';
import { type AskOptions, askAside } from './ask-route.ts';

export type SagellmRouteOptions = AskOptions & {
  /** The gateway's, or that of an engine port. */
  baseUrl: string;
  endpoint: 'chat' | 'completions';
  /** True asks for the engine port on the chat route too, false never goes there. */
  native?: boolean;
};

export type SagellmRoute = { profile: EngineProfile; baseUrl: string; how: string };

/**
 * Chooses between sageLLM's gateway and the port of its engine, whose own stream is exact. The gateway names its
 * engines at `/info`; where it says nothing of them, the engine of `sagellm serve` listens one port above.
 *
 * Throws a usage error (exit 2) where completions are wanted and no engine can be reached: the gateway does not stream
 * them.
 */
export async function chooseSagellmRoute(options: SagellmRouteOptions): Promise<SagellmRoute> {
  const { baseUrl, endpoint, native = endpoint === 'completions' } = options;
  const { text, origin, prefix } = parseBaseUrl(baseUrl);
  const gateway = { profile: sagellmProfile, baseUrl, how: 'the gateway' };
  if (native) {
    const info = await askInfo(origin + prefix, options);
    if (isEngine(info)) return { profile: sagellmEngineProfile, baseUrl, how: 'this is the port of an engine' };
    for (const { url, how } of candidates(origin, info)) {
      if (isEngine(await askInfo(url, options))) return { profile: sagellmEngineProfile, baseUrl: url, how };
    }
  }
  if (endpoint === 'chat') return native ? { ...gateway, how: 'the gateway: no engine port answers' } : gateway;
  throw usageError(
    `${text}: sageLLM's gateway does not stream completions${native ? ', and no port of its engine answers' : ''}`,
    'use --endpoint chat, or give the URL of the engine port',
  );
}

function candidates(origin: string, info: Record<string, unknown> | undefined): { url: string; how: string }[] {
  const { protocol, hostname, port } = new URL(origin);
  const at = (host: string, number: number) => `${protocol}//${host}:${number}`;
  const named = enginesOf(info ?? {})
    .filter((engine) => engine.engine_kind !== 'embedding' && engine.is_healthy === true)
    .filter((engine) => isText(engine.host) && typeof engine.port === 'number')
    .map((engine) => {
      // An engine on the gateway's own machine is named as the gateway sees it.
      const host = /^(localhost|127\..*|0\.0\.0\.0|::1)$/.test(String(engine.host)) ? hostname : String(engine.host);
      return { url: at(host, engine.port as number), how: `the gateway's /info names engine ${engine.engine_id}` };
    });
  // A gateway that says it has no engine has none, whoever listens beside it.
  if (info?.registered_engines !== undefined || port === '') return named;
  return [{ url: at(hostname, Number(port) + 1), how: 'an engine answers one port above the gateway' }];
}

async function askInfo(root: string, options: AskOptions): Promise<Record<string, unknown> | undefined> {
  const reply = await askAside(`${root}/info`, options);
  const body = reply?.status === 200 ? parseJson(reply.text) : undefined;
  return isObject(body) ? body : undefined;
}

/** A gateway with one engine repeats all that the engine says of itself. */
function isEngine(info: Record<string, unknown> | undefined): boolean {
  if (info?.registered_engines !== undefined) return false;
  return isText(info?.engine_id) && typeof info.is_running === 'boolean';
}
