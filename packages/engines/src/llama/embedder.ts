import { EngineError } from '@sagellm/bench-protocol';
import type { LlamaEmbeddingContext, LlamaModel } from 'node-llama-cpp';

export type Embedder = {
  embed(
    texts: readonly string[],
    options?: { signal?: AbortSignal },
  ): Promise<{ vectors: number[][]; prompt_tokens: number }>;
  dispose(): Promise<void>;
};

/** A text is read in one piece, and the memory for that grows with the square of its length. */
const MAX_TEXT_TOKENS = 2048;

/** Embeds one text after the other, in a context of its own that is made when it is first needed. */
export function createEmbedder(model: LlamaModel, options: { contextSize: number; threads: number }): Embedder {
  const contextSize = Math.min(options.contextSize, MAX_TEXT_TOKENS);
  let context: Promise<LlamaEmbeddingContext> | undefined;
  return {
    async embed(texts, { signal } = {}) {
      context ??= model.createEmbeddingContext({ contextSize, batchSize: contextSize, threads: options.threads });
      const embeddings = await context;
      const lengths = texts.map((text) => textLength(embeddings, text, contextSize));
      const vectors: number[][] = [];
      for (const text of texts) {
        signal?.throwIfAborted();
        vectors.push([...(await embeddings.getEmbeddingFor(text)).vector]);
      }
      return { vectors, prompt_tokens: lengths.reduce((sum, length) => sum + length, 0) };
    },
    async dispose() {
      // One that was never made needs no disposal; embed has told why.
      const embeddings = await context?.catch(() => undefined);
      await embeddings?.dispose();
    },
  };
}

function textLength(embeddings: LlamaEmbeddingContext, text: string, contextSize: number): number {
  const length = embeddings.calculateInputLength(text);
  if (length === 0) throw new EngineError('an empty text has no embedding', { status: 400, code: 'invalid_prompt' });
  if (length >= contextSize) {
    throw new EngineError(`a text to embed may have ${contextSize - 1} tokens, but one has ${length}`, {
      status: 400,
      code: 'context_length_exceeded',
    });
  }
  return length;
}
