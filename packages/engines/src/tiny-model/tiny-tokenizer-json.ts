import { TINY_CHAT_TEMPLATE, type TinyLlamaShape } from './tiny-llama.ts';
import { TOKEN_TYPE, tinyVocabulary } from './tiny-vocabulary.ts';

/** The tiny model's vocabulary in Hugging Face's form, for those who count tokens without llama.cpp. */
export function tinyTokenizerFiles(shape: TinyLlamaShape): {
  'tokenizer.json': string;
  'tokenizer_config.json': string;
} {
  const vocabulary = tinyVocabulary(shape.vocabulary);
  const { tokens, types, merges } = vocabulary;
  const controls = tokens.map((content, id) => ({ id, content })).filter(({ id }) => types[id] === TOKEN_TYPE.control);
  const byteLevel = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true };
  const plain = { single_word: false, lstrip: false, rstrip: false, normalized: false, special: true };
  const tokenizer = {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: controls.map((token) => ({ ...token, ...plain })),
    normalizer: null,
    pre_tokenizer: byteLevel,
    post_processor: null,
    decoder: byteLevel,
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
      merges: merges.map((merge) => merge.split(' ')),
    },
  };
  const config = {
    tokenizer_class: 'GPT2Tokenizer',
    bos_token: tokens[vocabulary.startOfText],
    eos_token: tokens[vocabulary.endOfText],
    pad_token: tokens[vocabulary.padding],
    add_bos_token: false,
    model_max_length: shape.context,
    chat_template: TINY_CHAT_TEMPLATE,
  };
  return { 'tokenizer.json': JSON.stringify(tokenizer), 'tokenizer_config.json': JSON.stringify(config, null, 2) };
}
