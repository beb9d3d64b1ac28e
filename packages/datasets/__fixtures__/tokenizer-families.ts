/** Small tokenizers of other families than byte-level BPE, in Hugging Face's format. They know no English word. */

const letters = [...'abcdefghijklmnopqrstuvwxyz'];
const pairs = ['th', 'he', 'in', 'er', 'an', 're', 'on', 'at', 'en', 'nd', 'st', 'or', 'te', 'es', 'ar'];
const marks = [...'.,:;!?)7I1'];

const common = { version: '1.0', truncation: null, padding: null, post_processor: null };

/** Lower-cases, so a decoded text is not the one encoded. */
export const wordPiece = {
  ...common,
  added_tokens: [],
  normalizer: { type: 'BertNormalizer', clean_text: true, handle_chinese_chars: true, strip_accents: null, lowercase: true },
  pre_tokenizer: { type: 'BertPreTokenizer' },
  decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
  model: {
    type: 'WordPiece',
    unk_token: '[UNK]',
    continuing_subword_prefix: '##',
    max_input_chars_per_word: 100,
    vocab: vocabulary(['[UNK]', ...marks, ...letters, ...pairs, ...letters.map((c) => `##${c}`), ...pairs.map((c) => `##${c}`)]),
  },
};

/** As of Llama 2: one long word without pre-tokenizer, a mark put before the text, bytes for the rest. */
export const metaspace = {
  ...common,
  added_tokens: [],
  normalizer: {
    type: 'Sequence',
    normalizers: [
      { type: 'Prepend', prepend: '▁' },
      { type: 'Replace', pattern: { String: ' ' }, content: '▁' },
    ],
  },
  pre_tokenizer: null,
  decoder: {
    type: 'Sequence',
    decoders: [
      { type: 'Replace', pattern: { String: '▁' }, content: ' ' },
      { type: 'ByteFallback' },
      { type: 'Fuse' },
      { type: 'Strip', content: ' ', start: 1, stop: 0 },
    ],
  },
  model: {
    type: 'BPE',
    dropout: null,
    unk_token: '<unk>',
    continuing_subword_prefix: null,
    end_of_word_suffix: null,
    fuse_unk: true,
    byte_fallback: true,
    vocab: vocabulary(['<unk>', ...bytes(), '▁', ...letters, ...pairs, ...letters.map((c) => `▁${c}`), ...pairs.map((c) => `▁${c}`)]),
    merges: [...pairs.map((pair) => pair.split('').join(' ')), ...letters.map((c) => `▁ ${c}`), ...pairs.map((c) => `▁ ${c}`)],
  },
};

function bytes(): string[] {
  return Array.from({ length: 256 }, (_, byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`);
}

function vocabulary(tokens: string[]): Record<string, number> {
  return Object.fromEntries(tokens.map((token, id) => [token, id]));
}
