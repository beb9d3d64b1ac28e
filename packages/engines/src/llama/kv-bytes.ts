/** The part of a GGUF file's metadata that says how large its attention cache is. */
export type AttentionShape = {
  block_count?: number;
  embedding_length?: number;
  attention?: {
    head_count?: number | readonly number[];
    head_count_kv?: number | readonly number[];
    key_length?: number;
    value_length?: number;
    /** Attention that sees only this many tokens back keeps fewer. */
    sliding_window?: number;
    /** Keys and values are stored compressed (MLA). */
    kv_lora_rank?: number;
  };
  ssm?: unknown;
};

/** llama.cpp keeps keys and values in 16 bits unless told otherwise. */
const BYTES_PER_NUMBER = 2;

/**
 * Bytes of KV cache for each token of one sequence: layers × KV heads × (key + value length) × 2. Absent where layers do
 * not all keep every token (sliding windows, recurrent layers) or keep it compressed.
 */
export function kvBytesPerToken(shape: AttentionShape): number | undefined {
  const { attention } = shape;
  if (!shape.block_count || !attention || shape.ssm || attention.sliding_window || attention.kv_lora_rank)
    return undefined;
  const heads = first(attention.head_count);
  const headLength = heads && shape.embedding_length ? shape.embedding_length / heads : undefined;
  const keyLength = attention.key_length ?? headLength;
  const valueLength = attention.value_length ?? headLength;
  const kvHeads = kvHeadsOfAllLayers(attention.head_count_kv ?? attention.head_count, shape.block_count);
  if (!keyLength || !valueLength || !kvHeads) return undefined;
  return kvHeads * (keyLength + valueLength) * BYTES_PER_NUMBER;
}

function kvHeadsOfAllLayers(heads: number | readonly number[] | undefined, layers: number): number | undefined {
  if (typeof heads === 'number') return heads * layers;
  if (heads === undefined || heads.length !== layers) return undefined;
  return heads.reduce((sum, count) => sum + count, 0);
}

function first(value: number | readonly number[] | undefined): number | undefined {
  return typeof value === 'number' ? value : value?.[0];
}
