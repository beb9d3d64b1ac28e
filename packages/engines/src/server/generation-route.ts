import { type Engine, EngineError, type PromptInput } from '@sagellm/bench-protocol';
import { type AnswerFormat, chatFormat, completionsFormat } from './chunk-format.ts';
import type { Exchange } from './exchange.ts';
import { readBody } from './read-body.ts';
import { ChatBody, CompletionsBody } from './request-schemas.ts';
import { serve } from './served-request.ts';
import { streamReply } from './stream-reply.ts';
import { chatInput, checkModel, completionsInput, toEngineRequest, toStreamOptions } from './to-engine-request.ts';
import { wholeReply } from './whole-reply.ts';

type Serving = { engine: Engine; model: string };

export async function answerChat(exchange: Exchange, serving: Serving): Promise<void> {
  const body = await readBody(exchange, ChatBody);
  await answer(exchange, serving, { body, input: () => chatInput(body.messages), format: chatFormat });
}

export async function answerCompletions(exchange: Exchange, serving: Serving): Promise<void> {
  const body = await readBody(exchange, CompletionsBody);
  await answer(exchange, serving, { body, input: () => completionsInput(body.prompt), format: completionsFormat });
}

async function answer(
  exchange: Exchange,
  { engine, model }: Serving,
  route: {
    body: ChatBody | CompletionsBody;
    input: () => PromptInput;
    format: (head: Parameters<typeof chatFormat>[0]) => AnswerFormat;
  },
): Promise<void> {
  const { body } = route;
  checkModel(body.model, model);
  const streamOptions = toStreamOptions(body);
  const request = toEngineRequest(body, { engine, input: route.input(), requestId: exchange.requestId });
  const served = serve(engine, request, exchange.receivedMs);
  const job = { exchange, request, served, format: route.format({ request, model }), streamOptions };
  try {
    served.ended(await (body.stream ? streamReply(job) : wholeReply(job)));
  } catch (error) {
    const refused = error instanceof EngineError && !exchange.signal.aborted;
    served.ended(exchange.signal.aborted ? 'aborted' : refused && !served.fault ? 'refused' : 'faulted');
    throw error;
  }
}
