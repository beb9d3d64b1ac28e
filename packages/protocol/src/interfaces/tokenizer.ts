import type { TokenizerIdentity } from '../benchmark/run-manifest.ts';

/** Text to token ids and back, without special tokens or chat template. Synchronous: it runs before the clock starts. */
export interface Tokenizer {
  readonly identity: TokenizerIdentity;
  encode(text: string): number[];
  decode(tokenIds: readonly number[]): string;
}
