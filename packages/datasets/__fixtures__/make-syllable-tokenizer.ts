/**
 * A byte-level BPE tokenizer in Hugging Face's format whose words are two syllables: each word in it, with or without
 * its leading space, is exactly one token. `syllable-500/` holds the one with 500 tokens, made by
 * `node make-syllable-tokenizer.ts`.
 */
import { mkdirSync, writeFileSync } from 'node:fs';

type Definition = { tokenizer: Record<string, unknown>; config: Record<string, unknown>; words: string[] };

export function makeSyllableTokenizer(size: number): Definition {
  const control = ['<|startoftext|>', '<|endoftext|>', '<|pad|>', '<|system|>', '<|user|>', '<|assistant|>', '<|turn|>'];
  const syllables = [...'bdfgklmnprstvz'].flatMap((consonant) => [...'aeiou'].map((vowel) => consonant + vowel));
  const tokens = [...byteCharacters(), ...control, ...syllables];
  const merges = syllables.map((syllable) => [syllable[0]!, syllable[1]!]);
  const words: string[] = [];

  for (let turn = 0; turn < syllables.length && tokens.length + 2 <= size; turn++) {
    for (let first = 0; first < syllables.length && tokens.length + 2 <= size; first++) {
      const [a, b] = [syllables[first]!, syllables[(first + turn) % syllables.length]!];
      words.push(a + b);
      tokens.push(a + b, `Ġ${a + b}`);
      merges.push([a, b], ['Ġ', a + b]);
    }
  }

  return {
    words,
    tokenizer: {
      version: '1.0',
      truncation: null,
      padding: null,
      added_tokens: control.map((content, i) => ({
        id: 256 + i,
        content,
        single_word: false,
        lstrip: false,
        rstrip: false,
        normalized: false,
        special: true,
      })),
      normalizer: null,
      pre_tokenizer: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true },
      post_processor: null,
      decoder: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true },
      model: {
        type: 'BPE',
        dropout: null,
        unk_token: null,
        continuing_subword_prefix: '',
        end_of_word_suffix: '',
        fuse_unk: false,
        byte_fallback: false,
        ignore_merges: false,
        vocab: Object.fromEntries(tokens.map((token, id) => [token, id])),
        merges,
      },
    },
    config: { tokenizer_class: 'GPT2Tokenizer', bos_token: control[0], eos_token: control[1], pad_token: control[2] },
  };
}

/** GPT-2's 256 printable stand-ins for bytes, in byte order. */
function byteCharacters(): string[] {
  let next = 256;
  const printable = (byte: number) => (byte > 32 && byte < 127) || (byte > 160 && byte < 256 && byte !== 173);
  return Array.from({ length: 256 }, (_, byte) => String.fromCodePoint(printable(byte) ? byte : next++));
}

if (import.meta.main) {
  const folder = new URL('./syllable-500/', import.meta.url);
  const { tokenizer, config } = makeSyllableTokenizer(500);
  mkdirSync(folder, { recursive: true });
  writeFileSync(new URL('tokenizer.json', folder), `${JSON.stringify(tokenizer)}\n`);
  writeFileSync(new URL('tokenizer_config.json', folder), `${JSON.stringify(config)}\n`);
}
