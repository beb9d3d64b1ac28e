import { wordTokenizer } from '@sagellm/bench-datasets';
import { simulatedWords } from '@sagellm/bench-engines';
import type { Tokenizer } from '@sagellm/bench-protocol';

/** The simulated engine's own way of counting: a run of non-space characters is a token. */
export async function simulatedTokenizer(): Promise<Tokenizer> {
  return wordTokenizer(simulatedWords());
}
