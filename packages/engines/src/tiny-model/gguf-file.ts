import { type GgufValue, ggufValueBytes, string, u32, u64 } from './gguf-values.ts';
import { encodeTensor, GGML_TYPE, type TensorType, tensorByteLength } from './tensor-encoding.ts';

export type GgufTensor = {
  name: string;
  /** ggml's order, fastest first: a matrix from `n` inputs to `m` outputs is `[n, m]`. */
  dimensions: readonly number[];
  type: TensorType;
  values: () => Float32Array;
};

const MAGIC = Buffer.from('GGUF');
const VERSION = 3;
/** Tensor data begins at multiples of this; it is the default of `general.alignment`. */
const ALIGNMENT = 32;

/** The bytes of a GGUF file (version 3, little endian), piece by piece, so that one tensor at a time is in memory. */
export function* ggufFile(metadata: Record<string, GgufValue>, tensors: readonly GgufTensor[]): Generator<Buffer> {
  const head = Buffer.concat([
    MAGIC,
    u32(VERSION),
    u64(tensors.length),
    u64(Object.keys(metadata).length),
    ...Object.entries(metadata).flatMap(([key, value]) => [string(key), ggufValueBytes(value)]),
    ...tensorInfos(tensors),
  ]);
  yield head;
  yield padding(head.length);
  for (const tensor of tensors) {
    const data = encodeTensor(tensor.type, tensor.values());
    yield data;
    yield padding(data.length);
  }
}

function tensorInfos(tensors: readonly GgufTensor[]): Buffer[] {
  let offset = 0;
  return tensors.map((tensor) => {
    const info = Buffer.concat([
      string(tensor.name),
      u32(tensor.dimensions.length),
      ...tensor.dimensions.map(u64),
      u32(GGML_TYPE[tensor.type]),
      u64(offset),
    ]);
    const length = tensorByteLength(tensor.type, tensor.dimensions);
    offset += length + padding(length).length;
    return info;
  });
}

function padding(length: number): Buffer {
  return Buffer.alloc((ALIGNMENT - (length % ALIGNMENT)) % ALIGNMENT);
}
