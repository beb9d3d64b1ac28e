import { answerEmbeddings } from './embeddings-route.ts';
import { RequestError } from './error-reply.ts';
import type { Exchange } from './exchange.ts';
import { answerChat, answerCompletions } from './generation-route.ts';
import {
  answerHealth,
  answerInfo,
  answerMetrics,
  answerModels,
  answerTokenize,
  type Serving,
} from './information-routes.ts';
import { answerTruth, clearTruth } from './truth-route.ts';

type Answer = (exchange: Exchange, serving: Serving) => void | Promise<void>;
export type Routes = ReadonlyMap<string, Readonly<Record<string, Answer>>>;

/** What answers which path and method. */
export function createRoutes(options: { exposeTruth: boolean }): Routes {
  const routes: [string, Record<string, Answer>][] = [
    ['/v1/chat/completions', { POST: answerChat }],
    ['/v1/completions', { POST: answerCompletions }],
    ['/v1/embeddings', { POST: answerEmbeddings }],
    ['/v1/models', { GET: answerModels }],
    ['/tokenize', { POST: answerTokenize }],
    ['/health', { GET: answerHealth }],
    ['/info', { GET: answerInfo }],
    ['/metrics', { GET: answerMetrics }],
  ];
  if (options.exposeTruth) {
    routes.push([
      '/bench/truth',
      {
        GET: (exchange, { engine }) => answerTruth(exchange, engine),
        DELETE: (exchange, { engine }) => clearTruth(exchange, engine),
      },
    ]);
  }
  return new Map(routes);
}

/** @throws 404 for an unknown path, 405 for a wrong method. */
export function findRoute(routes: Routes, { method, path }: Exchange): Answer {
  const methods = routes.get(path);
  if (!methods) throw new RequestError(`there is no route ${path}`, { status: 404, code: 'unknown_route' });
  const answer = Object.hasOwn(methods, method) ? methods[method] : undefined;
  if (answer) return answer;
  const allowed = Object.keys(methods).join(', ');
  throw new RequestError(`${path} wants ${allowed}, not ${method}`, {
    status: 405,
    code: 'wrong_method',
    headers: { Allow: allowed },
  });
}
