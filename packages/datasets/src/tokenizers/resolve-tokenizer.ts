import { existsSync } from 'node:fs';
import { didYouMean, type Tokenizer, usageError } from '@sagellm/bench-protocol';
import { gptEncodings, gptTokenizer } from './gpt-tokenizer.ts';
import { loadTokenizerJson } from './load-tokenizer-json.ts';

/**
 * What `--tokenizer` names: a known encoding, or else a `tokenizer.json` or its folder. Never asks a network, so a
 * model's name on a hub is not enough. A folder that is named like an encoding is written `./gpt2`.
 *
 * @throws BenchmarkError (usage) when it is neither.
 */
export async function resolveTokenizer(name: string): Promise<Tokenizer> {
  if (gptEncodings.includes(name)) return gptTokenizer(name);
  if (existsSync(name) || /\.json$|^\.{0,2}[/\\]/.test(name)) return loadTokenizerJson(name);
  const near = didYouMean(name, gptEncodings);
  throw usageError(
    `--tokenizer ${name}: neither a file or folder nor a known encoding${near ? `, did you mean "${near}"?` : ''}`,
    `pass a model's tokenizer.json, its folder, or one of ${gptEncodings.join(', ')}`,
  );
}
