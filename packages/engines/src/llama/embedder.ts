import { EngineError } from '@sagellm/bench-protocol';
import type { LlamaEmbeddingContext, LlamaModel } from 'node-llama-cpp';

export type Embedder = {
  embed(
    texts: readonly string[],
    options?: { signal?: AbortSignal },
  ): Promise<{ vectors: number[][]; prompt_tokens: number }>;
  dispose(): Promise<void>;
};

/** Embeds one text after the other, in a context of its own that is made when it is first needed. */
export function createEmbedder(
  model: LlamaModel,
  options: { contextSize: number; batchSize: number; threads: number },
): Embedder {
  let context: Promise<LlamaEmbeddingContext> | undefined;
  return {
    async embed(texts, { signal } = {}) {
      context ??= model.createEmbeddingContext({
        contextSize: options.contextSize,
        // A text is one batch: with pooling llama.cpp must see it whole.
        batchSize: options.contextSize,
        threads: options.threads,
      });
      const embeddings = await context;
      const lengths = texts.map((text) => textLength(embeddings, text, options.contextSize));
      const vectors: number[][] = [];
      for (const text of texts) {
        signal?.throwIfAborted();
        vectors.push([...(await embeddings.getEmbeddingFor(text)).vector]);
      }
      return { vectors, prompt_tokens: lengths.reduce((sum, length) => sum + length, 0) };
    },
    async dispose() {
      await (await context)?.dispose();
    },
  };
}

function textLength(embeddings: LlamaEmbeddingContext, text: string, contextSize: number): number {
  const length = embeddings.calculateInputLength(text);
  if (length === 0) throw new EngineError('an empty text has no embedding', { status: 400, code: 'invalid_prompt' });
  if (length >= contextSize) {
    throw new EngineError(`the context holds ${contextSize - 1} tokens of a text, but one has ${length}`, {
      status: 400,
      code: 'context_length_exceeded',
    });
  }
  return length;
}
