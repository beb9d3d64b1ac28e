import type { Engine } from '@sagellm/bench-protocol';
import { type Exchange, sendJson, sendText } from './exchange.ts';
import { prometheusText } from './prometheus-text.ts';
import { readBody } from './read-body.ts';
import { TokenizeBody } from './request-schemas.ts';
import { chatInput, checkModel } from './to-engine-request.ts';

export type Serving = { engine: Engine; model: string; startedS: number };

export function answerHealth(exchange: Exchange): void {
  sendJson(exchange, '{"status":"ok"}');
}

export function answerModels(exchange: Exchange, { engine, model, startedS }: Serving): void {
  const { max_model_len } = engine.facts;
  const entry = {
    id: model,
    object: 'model',
    created: startedS,
    owned_by: 'sagellm-bench',
    root: model,
    max_model_len,
  };
  sendJson(exchange, JSON.stringify({ object: 'list', data: [entry] }));
}

/** Facts and gauges in one object; what is not known is absent. */
export function answerInfo(exchange: Exchange, { engine, model }: Serving): void {
  sendJson(exchange, JSON.stringify({ ...engine.facts, served_model_name: model, ...engine.stats() }));
}

export function answerMetrics(exchange: Exchange, { engine, model }: Serving): void {
  const text = prometheusText({ facts: engine.facts, stats: engine.stats(), model });
  sendText(exchange, text, 'text/plain; version=0.0.4; charset=utf-8');
}

/** vLLM's form; the count alone, since an engine counts tokens and does not list them. */
export async function answerTokenize(exchange: Exchange, { engine, model }: Serving): Promise<void> {
  const body = await readBody(exchange, TokenizeBody);
  checkModel(body.model, model);
  const count = engine.countTokens('messages' in body ? chatInput(body.messages) : { kind: 'text', text: body.prompt });
  sendJson(exchange, JSON.stringify({ count, max_model_len: engine.facts.max_model_len }));
}
