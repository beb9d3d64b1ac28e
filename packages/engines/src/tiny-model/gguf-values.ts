/** A metadata value of a GGUF file with its type. Source: ggml/docs/gguf.md of ggml-org/ggml. */
export type GgufValue =
  | { type: 'u32' | 'i32' | 'f32'; value: number }
  | { type: 'bool'; value: boolean }
  | { type: 'string'; value: string }
  | { type: 'string[]'; value: readonly string[] }
  | { type: 'i32[]'; value: readonly number[] };

const VALUE_TYPE = { u32: 4, i32: 5, f32: 6, bool: 7, string: 8, array: 9 } as const;

export function ggufValueBytes(entry: GgufValue): Buffer {
  switch (entry.type) {
    case 'u32':
      return Buffer.concat([u32(VALUE_TYPE.u32), u32(entry.value)]);
    case 'i32':
      return Buffer.concat([u32(VALUE_TYPE.i32), i32Array([entry.value])]);
    case 'f32':
      return Buffer.concat([u32(VALUE_TYPE.f32), f32(entry.value)]);
    case 'bool':
      return Buffer.concat([u32(VALUE_TYPE.bool), Buffer.from([entry.value ? 1 : 0])]);
    case 'string':
      return Buffer.concat([u32(VALUE_TYPE.string), string(entry.value)]);
    case 'string[]':
      return Buffer.concat([arrayHead(VALUE_TYPE.string, entry.value.length), ...entry.value.map(string)]);
    case 'i32[]':
      return Buffer.concat([arrayHead(VALUE_TYPE.i32, entry.value.length), i32Array(entry.value)]);
  }
}

function arrayHead(type: number, length: number): Buffer {
  return Buffer.concat([u32(VALUE_TYPE.array), u32(type), u64(length)]);
}

export function string(text: string): Buffer {
  const bytes = Buffer.from(text, 'utf8');
  return Buffer.concat([u64(bytes.length), bytes]);
}

export function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

export function u64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}

function f32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return bytes;
}

function i32Array(values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  values.forEach((value, index) => {
    bytes.writeInt32LE(value, index * 4);
  });
  return bytes;
}
