import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Engine } from '@sagellm/bench-protocol';
import { usageError } from '@sagellm/bench-protocol';
import { checkApiKey } from './check-api-key.ts';
import { openExchange, sendError } from './exchange.ts';
import type { Serving } from './information-routes.ts';
import { isLoopback, listen } from './listen.ts';
import { createRoutes, findRoute, type Routes } from './routes.ts';

export type EngineServerOptions = {
  /** 127.0.0.1 unless given. */
  host?: string;
  /** 0 takes any free port. */
  port: number;
  apiKey?: string;
  /** The engine's model unless given. */
  servedModelName?: string;
  /** Serve and clear the truth of a simulated engine at `/bench/truth`; on loopback only. */
  exposeTruth?: boolean;
  /** Told when a reply is over. */
  onRequest?: (summary: ServedSummary) => void;
};

export type ServedSummary = {
  method: string;
  path: string;
  status: number;
  request_id: string;
  duration_ms: number;
  /** False where the client left or the reply was cut. */
  complete: boolean;
};

export type EngineServer = {
  url: string;
  port: number;
  /** Idle connections end, running replies are cut. The engine stays open: it belongs to the caller. */
  close(): Promise<void>;
};

/** Between two requests of a connection. Longer than clients keep theirs, so that it is they who close. */
const KEEP_ALIVE_MS = 120_000;

/**
 * An engine as an OpenAI-compatible server. Errors have OpenAI's form; a client that leaves cancels its request.
 *
 * @throws a fault when the port is taken or the host is not this machine's, a usage error when the truth would be exposed
 * beyond loopback.
 */
export async function createEngineServer(engine: Engine, options: EngineServerOptions): Promise<EngineServer> {
  const { host = '127.0.0.1', exposeTruth = false } = options;
  if (exposeTruth && !isLoopback(host)) {
    throw usageError(
      `host ${host}: /bench/truth is served on loopback only`,
      'use 127.0.0.1, or serve without the truth',
    );
  }

  const routes = createRoutes({ exposeTruth });
  const serving = {
    engine,
    model: options.servedModelName ?? engine.facts.model,
    startedS: Math.floor(Date.now() / 1000),
  };
  const server = createServer(
    { noDelay: true, keepAlive: true, keepAliveTimeout: KEEP_ALIVE_MS },
    (request, response) => {
      void answer({ request, response, routes, serving, options });
    },
  );
  const port = await listen(server, { host, port: options.port });
  return { url: urlOf(host, port), port, close: () => close(server) };
}

/** Never rejects: what goes wrong is the reply. */
async function answer(parts: {
  request: IncomingMessage;
  response: ServerResponse;
  routes: Routes;
  serving: Serving;
  options: EngineServerOptions;
}): Promise<void> {
  const { options, serving } = parts;
  const exchange = openExchange(parts.request, parts.response);
  if (options.onRequest) reportWhenOver(exchange, options.onRequest);
  try {
    checkApiKey(exchange, options.apiKey);
    await findRoute(parts.routes, exchange)(exchange, serving);
  } catch (error) {
    sendError(exchange, error);
  }
}

function reportWhenOver(exchange: ReturnType<typeof openExchange>, onRequest: (summary: ServedSummary) => void): void {
  const { method, path, requestId, response } = exchange;
  const began = performance.now();
  response.once('close', () => {
    onRequest({
      method,
      path,
      status: response.statusCode,
      request_id: requestId,
      duration_ms: performance.now() - began,
      complete: response.writableFinished,
    });
  });
}

function urlOf(host: string, port: number): string {
  if (host === '0.0.0.0' || host === '::') return `http://127.0.0.1:${port}`;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
