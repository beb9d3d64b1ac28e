import { createRandom } from '@sagellm/bench-random';
import type { GgufTensor } from './gguf-file.ts';
import type { GgufValue } from './gguf-values.ts';
import { type TinyVocabulary, TOKEN_TYPE, tinyVocabulary } from './tiny-vocabulary.ts';

/** Shape of a llama with random weights. */
export type TinyLlamaShape = {
  layers: number;
  width: number;
  feedForward: number;
  heads: number;
  kvHeads: number;
  vocabulary: number;
  /** Tokens of context that the metadata promises. */
  context: number;
  seed: number;
  /** Added to the end-of-text token's logit, in the scale of the words' spread: sets how long free answers are. */
  endBias: number;
};

/** 1.66 MB in Q8_0; answers of about a hundred tokens when the model may end them. */
export const TINY_LLAMA: TinyLlamaShape = {
  layers: 2,
  width: 128,
  feedForward: 384,
  heads: 4,
  kvHeads: 2,
  vocabulary: 4096,
  context: 16_384,
  seed: 1,
  endBias: 1.5,
};

export const TINY_CHAT_TEMPLATE =
  '{{ bos_token }}{% for message in messages %}<|{{ message.role }}|>{{ message.content }}<|turn|>{% endfor %}' +
  '{% if add_generation_prompt %}<|assistant|>{% endif %}';

/** Channel 0 of the residual stream is this constant for every token. */
const CONSTANT = 4;
/** So low that bytes, markers and syllables are never sampled: random weights would emit half characters. */
const NEVER = -12;

export function tinyLlama(shape: TinyLlamaShape): { metadata: Record<string, GgufValue>; tensors: GgufTensor[] } {
  const vocabulary = tinyVocabulary(shape.vocabulary);
  return {
    metadata: { ...modelMetadata(shape), ...tokenizerMetadata(vocabulary) },
    tensors: tensors(shape, vocabulary),
  };
}

function tinyLlamaName(shape: TinyLlamaShape): string {
  return `tiny-random-llama-${shape.layers}x${shape.width}`;
}

function modelMetadata(shape: TinyLlamaShape): Record<string, GgufValue> {
  return {
    'general.architecture': { type: 'string', value: 'llama' },
    'general.type': { type: 'string', value: 'model' },
    'general.name': { type: 'string', value: tinyLlamaName(shape) },
    'general.file_type': { type: 'u32', value: 7 },
    'general.quantization_version': { type: 'u32', value: 2 },
    'llama.vocab_size': { type: 'u32', value: shape.vocabulary },
    'llama.context_length': { type: 'u32', value: shape.context },
    'llama.embedding_length': { type: 'u32', value: shape.width },
    'llama.block_count': { type: 'u32', value: shape.layers },
    'llama.feed_forward_length': { type: 'u32', value: shape.feedForward },
    'llama.attention.head_count': { type: 'u32', value: shape.heads },
    'llama.attention.head_count_kv': { type: 'u32', value: shape.kvHeads },
    'llama.attention.layer_norm_rms_epsilon': { type: 'f32', value: 1e-5 },
    'llama.rope.dimension_count': { type: 'u32', value: shape.width / shape.heads },
    'llama.rope.freq_base': { type: 'f32', value: 10_000 },
  };
}

function tokenizerMetadata(vocabulary: TinyVocabulary): Record<string, GgufValue> {
  return {
    'tokenizer.ggml.model': { type: 'string', value: 'gpt2' },
    'tokenizer.ggml.pre': { type: 'string', value: 'gpt-2' },
    'tokenizer.ggml.tokens': { type: 'string[]', value: vocabulary.tokens },
    'tokenizer.ggml.token_type': { type: 'i32[]', value: vocabulary.types },
    'tokenizer.ggml.merges': { type: 'string[]', value: vocabulary.merges },
    'tokenizer.ggml.bos_token_id': { type: 'u32', value: vocabulary.startOfText },
    'tokenizer.ggml.eos_token_id': { type: 'u32', value: vocabulary.endOfText },
    'tokenizer.ggml.padding_token_id': { type: 'u32', value: vocabulary.padding },
    'tokenizer.ggml.add_bos_token': { type: 'bool', value: false },
    'tokenizer.ggml.add_eos_token': { type: 'bool', value: false },
    'tokenizer.chat_template': { type: 'string', value: TINY_CHAT_TEMPLATE },
  };
}

/**
 * Every embedding carries the same constant in channel 0 and no layer writes there, so column 0 of the output matrix
 * acts as a bias for each token.
 */
function tensors(shape: TinyLlamaShape, vocabulary: TinyVocabulary): GgufTensor[] {
  const { width, feedForward } = shape;
  const kvWidth = (width / shape.heads) * shape.kvHeads;
  const random = createRandom(shape.seed);

  const matrix = (
    name: string,
    inputs: number,
    outputs: number,
    gain = 1,
    adjust?: (values: Float32Array) => void,
  ) => ({
    name,
    dimensions: [inputs, outputs],
    type: 'Q8_0' as const,
    values: () => {
      const draws = random.fork(name);
      const values = Float32Array.from({ length: inputs * outputs }, () => draws.normal(0, gain / Math.sqrt(inputs)));
      adjust?.(values);
      return values;
    },
  });
  // llama.cpp multiplies by norm weights only in F32.
  const norm = (name: string) => ({
    name,
    dimensions: [width],
    type: 'F32' as const,
    values: () => new Float32Array(width).fill(1),
  });
  const keepConstant = (inputs: number) => (values: Float32Array) => {
    values.fill(0, 0, inputs);
  };
  const column0 = (value: (token: number) => number) => (values: Float32Array) => {
    for (let token = 0; token < shape.vocabulary; token++) values[token * width] = value(token);
  };
  const bias = (token: number) => {
    if (token === vocabulary.endOfText) return shape.endBias;
    return token >= vocabulary.firstWord && vocabulary.types[token] === TOKEN_TYPE.normal ? 0 : NEVER;
  };

  return [
    matrix(
      'token_embd.weight',
      width,
      shape.vocabulary,
      Math.sqrt(width),
      column0(() => CONSTANT),
    ),
    ...Array.from({ length: shape.layers }, (_, layer) => `blk.${layer}.`).flatMap((block) => [
      norm(`${block}attn_norm.weight`),
      matrix(`${block}attn_q.weight`, width, width),
      matrix(`${block}attn_k.weight`, width, kvWidth),
      matrix(`${block}attn_v.weight`, width, kvWidth),
      matrix(`${block}attn_output.weight`, width, width, 1, keepConstant(width)),
      norm(`${block}ffn_norm.weight`),
      matrix(`${block}ffn_gate.weight`, width, feedForward),
      matrix(`${block}ffn_up.weight`, width, feedForward),
      matrix(`${block}ffn_down.weight`, feedForward, width, 1, keepConstant(feedForward)),
    ]),
    norm('output_norm.weight'),
    matrix('output.weight', width, shape.vocabulary, 2, column0(bias)),
  ];
}
