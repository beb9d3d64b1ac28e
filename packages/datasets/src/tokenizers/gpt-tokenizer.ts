import { didYouMean, type Tokenizer, usageError } from '@sagellm/bench-protocol';

type Encoding = {
  encode(text: string, options: { disallowedSpecial: Set<string> }): number[];
  decode(tokenIds: Iterable<number>): string;
};

/** Each one is a megabyte or more of tables: loaded when asked for. */
const encodings: Record<string, () => Promise<Encoding>> = {
  o200k_base: () => import('gpt-tokenizer/encoding/o200k_base'),
  o200k_harmony: () => import('gpt-tokenizer/encoding/o200k_harmony'),
  cl100k_base: () => import('gpt-tokenizer/encoding/cl100k_base'),
  p50k_base: () => import('gpt-tokenizer/encoding/p50k_base'),
  p50k_edit: () => import('gpt-tokenizer/encoding/p50k_edit'),
  r50k_base: () => import('gpt-tokenizer/encoding/r50k_base'),
  gpt2: () => import('gpt-tokenizer/encoding/gpt2'),
};

/** The encodings that work without any file, by name. */
export const gptEncodings: readonly string[] = Object.keys(encodings);

/**
 * OpenAI's encodings, offline. Texts like `<|endoftext|>` count as the plain text they are.
 *
 * @throws BenchmarkError (usage) for an unknown encoding.
 */
export async function gptTokenizer(encoding = 'o200k_base'): Promise<Tokenizer> {
  const load = Object.hasOwn(encodings, encoding) ? encodings[encoding] : undefined;
  if (!load) {
    const near = didYouMean(encoding, gptEncodings);
    throw usageError(
      `--tokenizer: unknown encoding "${encoding}"${near ? `, did you mean "${near}"?` : ''}`,
      `choose from ${gptEncodings.join(', ')}`,
    );
  }
  const { encode, decode } = await load();
  const asPlainText = { disallowedSpecial: new Set<string>() };
  return {
    identity: { name: encoding, own: false },
    encode: (text) => encode(text, asPlainText),
    decode: (tokenIds) => decode(tokenIds),
  };
}
