import { fileURLToPath } from 'node:url';
import { ExitCode } from '@sagellm/bench-protocol';
import { expect, it } from 'vitest';
import { resolveTokenizer } from './resolve-tokenizer.ts';

const fixture = fileURLToPath(new URL('../../__fixtures__/syllable-500', import.meta.url));

it.each([
  [fixture, 'syllable-500'],
  [`${fixture}/tokenizer.json`, 'syllable-500'],
  ['cl100k_base', 'cl100k_base'],
])('%s is the tokenizer %s', async (name, expected) => {
  expect((await resolveTokenizer(name)).identity.name).toBe(expected);
});

it.each([
  ['./missing', '--tokenizer ./missing: no such file or folder'],
  ['/missing/tokenizer.json', '--tokenizer /missing/tokenizer.json: no such file or folder'],
  ['missing.json', '--tokenizer missing.json: no such file or folder'],
  ['o200k_bas', '--tokenizer o200k_bas: neither a file or folder nor a known encoding, did you mean "o200k_base"?'],
  // A model on a hub: nothing here asks a network for it.
  ['org/model-7b', '--tokenizer org/model-7b: neither a file or folder nor a known encoding'],
  ['', '--tokenizer : neither a file or folder nor a known encoding'],
])('"%s" is refused', async (name, message) => {
  await expect(resolveTokenizer(name)).rejects.toMatchObject({ message, exitCode: ExitCode.usage });
});
