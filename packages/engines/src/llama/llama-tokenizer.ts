import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import type { Tokenizer } from '@sagellm/bench-protocol';
import type { LlamaModel, Token } from 'node-llama-cpp';
import { loadLlama } from './load-llama.ts';

/** A tokenizer that holds native memory until it is disposed of. */
export type LlamaTokenizer = Tokenizer & AsyncDisposable;

/**
 * The vocabulary of a GGUF file, without its weights: counts as the engine does that runs the file.
 *
 * Throws a usage error when the file is no GGUF file.
 */
export async function llamaTokenizer(modelPath: string): Promise<LlamaTokenizer> {
  const { model, dispose } = await loadLlama({ modelPath, threads: 1, vocabularyOnly: true });
  return {
    identity: {
      name: model.fileInfo.metadata.general?.name ?? basename(modelPath, '.gguf'),
      own: true,
      sha256: vocabularySha256(model),
    },
    encode: (text) => model.tokenize(text, false),
    decode: (tokenIds) => model.detokenize([...tokenIds] as Token[], false),
    [Symbol.asyncDispose]: dispose,
  };
}

/** Of what decides the tokens of a text, not of the whole file: quantisations of one model share it. */
function vocabularySha256(model: LlamaModel): string {
  const ggml = model.fileInfo.metadata.tokenizer?.ggml;
  const parts = [ggml?.model, ggml?.pre, ggml?.tokens, ggml?.token_type, ggml?.merges, ggml?.scores];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
