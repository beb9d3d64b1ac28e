import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ExitCode } from '@sagellm/bench-protocol';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeSyllableTokenizer } from '../../__fixtures__/make-syllable-tokenizer.ts';
import { loadTokenizerJson } from './load-tokenizer-json.ts';

const fixture = fileURLToPath(new URL('../../__fixtures__/syllable-500', import.meta.url));
const fixtureFile = join(fixture, 'tokenizer.json');

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tokenizer-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('a byte-level BPE tokenizer.json', () => {
  it('gives the ids that the Rust library gives', async () => {
    const { encode } = await loadTokenizerJson(fixture);
    const golden = JSON.parse(await readFile(join(fixture, 'golden.json'), 'utf8')) as {
      text: string;
      ids: number[];
    }[];
    expect(golden).toHaveLength(67);
    expect(golden.map(({ text }) => ({ text, ids: encode(text) }))).toEqual(golden);
  });

  it.each([
    ['baba', 1],
    [' baba', 1],
    ['baba dada', 2],
    ['bazu', 2], // not a word of the small vocabulary: two syllables
    ['hello', 4], // h e l lo
    ['Hello, world!', 12],
    ['你好', 6], // three bytes each
  ])('counts "%s" as %i', async (text, count) => {
    expect((await loadTokenizerJson(fixture)).encode(text)).toHaveLength(count);
  });

  it('has one token for each of its words, with and without its space', async () => {
    const { tokenizer, words } = makeSyllableTokenizer(4096);
    await writeFile(join(folder, 'large.json'), JSON.stringify(tokenizer));
    const { encode } = await loadTokenizerJson(join(folder, 'large.json'));
    expect(words).toHaveLength(1881);
    expect(encode(words.join(' '))).toHaveLength(1881);
    expect(words.filter((word) => encode(word).length !== 1)).toEqual([]);
  });

  it('gives back every printable text', async () => {
    const { encode, decode } = await loadTokenizerJson(fixture);
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => decode(encode(text)) === text));
    // The library's tidying of spaces would eat this one.
    expect(decode(encode("ba . ba , ba 's"))).toBe("ba . ba , ba 's");
  });

  it('has nothing for an empty text', async () => {
    const { encode, decode } = await loadTokenizerJson(fixture);
    expect([encode(''), decode([])]).toEqual([[], '']);
  });

  it('adds no special tokens though the file asks for them', async () => {
    const { tokenizer } = makeSyllableTokenizer(500);
    const post_processor = {
      type: 'TemplateProcessing',
      single: [{ SpecialToken: { id: '<|startoftext|>', type_id: 0 } }, { Sequence: { id: 'A', type_id: 0 } }],
      pair: [],
      special_tokens: { '<|startoftext|>': { id: '<|startoftext|>', ids: [256], tokens: ['<|startoftext|>'] } },
    };
    await writeFile(join(folder, 'with-start.json'), JSON.stringify({ ...tokenizer, post_processor }));
    expect((await loadTokenizerJson(join(folder, 'with-start.json'))).encode('baba dada')).toHaveLength(2);
  });
});

describe('the identity', () => {
  it('is the folder, the hash of the file, and own', async () => {
    const sha256 = createHash('sha256')
      .update(await readFile(fixtureFile))
      .digest('hex');
    const expected = { name: 'syllable-500', own: true, sha256 };
    expect((await loadTokenizerJson(fixture)).identity).toEqual(expected);
    expect((await loadTokenizerJson(fixtureFile)).identity).toEqual(expected);
  });

  it.each([
    ['org/model-7b', 'org/model-7b'],
    ['/home/someone/model-7b', 'model-7b'],
    ['C:\\models\\model-7b', 'model-7b'],
    ['./model-7b/', 'model-7b'],
    ['', 'named'],
  ])('takes the name of the configuration, never a path: %s', async (told, name) => {
    const named = join(folder, 'named');
    await mkdir(named, { recursive: true });
    await writeFile(join(named, 'tokenizer.json'), await readFile(fixtureFile));
    await writeFile(join(named, 'tokenizer_config.json'), JSON.stringify({ name_or_path: told }));
    expect((await loadTokenizerJson(named)).identity.name).toBe(name);
  });
});

describe('a file that cannot be used is refused by name', () => {
  const refused = async (path: string, why: string) =>
    expect(loadTokenizerJson(path)).rejects.toMatchObject({
      message: expect.stringMatching(new RegExp(`^--tokenizer .*${why}`)),
      remedy: expect.stringContaining('tokenizer.json'),
      exitCode: ExitCode.usage,
    });

  it('when it is missing', () => refused(join(folder, 'nothing'), 'nothing: no such file or folder'));

  it('when the folder holds none', async () => {
    await mkdir(join(folder, 'empty'));
    await refused(join(folder, 'empty'), 'empty/tokenizer.json: cannot be read');
  });

  it.each([
    ['cut short', '{"model":', 'not JSON'],
    ['empty', '', 'not JSON'],
    ['a list', '[]', 'not a JSON object'],
    ['another object', '{"hello": 1}', 'not a usable tokenizer'],
    [
      'of an unknown model',
      '{"model":{"type":"Oracle","vocab":{}},"normalizer":null,"pre_tokenizer":null,"decoder":null,"post_processor":null,"added_tokens":[]}',
      'not a usable tokenizer',
    ],
  ])('when it is %s', async (_what, content, why) => {
    await writeFile(join(folder, 'broken.json'), content);
    await refused(join(folder, 'broken.json'), `broken\\.json: ${why}`);
  });

  it('when the configuration beside it is broken', async () => {
    const broken = join(folder, 'broken-config');
    await mkdir(broken);
    await writeFile(join(broken, 'tokenizer.json'), await readFile(fixtureFile));
    await writeFile(join(broken, 'tokenizer_config.json'), '{');
    await refused(broken, 'tokenizer_config.json: not JSON');
  });
});
