import { once } from 'node:events';
import type { Engine } from '@sagellm/bench-protocol';
import { RequestError } from './error-reply.ts';
import { type Exchange, sendJson } from './exchange.ts';
import { type InstrumentedEngine, isInstrumented } from './served-request.ts';

/** What really happened to the latest requests. Written record by record: the whole can be too large for one string. */
export async function answerTruth(exchange: Exchange, engine: Engine): Promise<void> {
  const { clock, dropped, requests } = instrumented(engine).truth();
  const { response, signal } = exchange;
  response.writeHead(200, { 'Content-Type': 'application/json' });
  response.write(`{"clock":"${clock}","dropped":${dropped},"requests":[`);
  let separator = '';
  for (const request of requests) {
    const fits = response.write(separator + JSON.stringify(request));
    separator = ',';
    if (!fits) await once(response, 'drain', { signal });
  }
  response.end(']}');
}

export function clearTruth(exchange: Exchange, engine: Engine): void {
  instrumented(engine).clearTruth();
  sendJson(exchange, '{"cleared":true}');
}

function instrumented(engine: Engine): InstrumentedEngine {
  if (isInstrumented(engine)) return engine;
  throw new RequestError(`the engine "${engine.facts.name}" keeps no truth`, { status: 501, code: 'not_supported' });
}
