import type { Engine } from '@sagellm/bench-protocol';
import { RequestError } from './error-reply.ts';
import { type Exchange, sendJson } from './exchange.ts';
import { readBody } from './read-body.ts';
import { EmbeddingsBody } from './request-schemas.ts';
import { checkModel } from './to-engine-request.ts';

export async function answerEmbeddings(
  exchange: Exchange,
  { engine, model }: { engine: Engine; model: string },
): Promise<void> {
  if (!engine.embed) {
    throw new RequestError(`the engine "${engine.facts.name}" makes no embeddings`, {
      status: 501,
      code: 'not_supported',
    });
  }
  const body = await readBody(exchange, EmbeddingsBody);
  checkModel(body.model, model);
  const { vectors, prompt_tokens } = await engine.embed(body.input, { signal: exchange.signal });
  const write = body.encoding_format === 'base64' ? toBase64 : (vector: number[]) => vector;
  const data = vectors.map((vector, index) => ({ object: 'embedding', index, embedding: write(vector) }));
  const usage = { prompt_tokens, total_tokens: prompt_tokens, completion_tokens: 0 };
  sendJson(exchange, JSON.stringify({ object: 'list', data, model, usage }));
}

/** Little-endian float32, as OpenAI and vLLM send it. */
function toBase64(vector: number[]): string {
  const bytes = Buffer.alloc(vector.length * 4);
  vector.forEach((value, index) => {
    bytes.writeFloatLE(value, index * 4);
  });
  return bytes.toString('base64');
}
