/** How a tensor's numbers are stored. Source of the layouts: ggml/src/ggml-quants.c of ggml-org/ggml. */
export type TensorType = 'F32' | 'Q8_0';

/** ggml's own numbers of the types. */
export const GGML_TYPE: Record<TensorType, number> = { F32: 0, Q8_0: 8 };

const BLOCK = 32;
/** A half-precision scale and 32 signed bytes. */
const BLOCK_BYTES = 2 + BLOCK;

export function tensorByteLength(type: TensorType, dimensions: readonly number[]): number {
  const count = dimensions.reduce((product, size) => product * size, 1);
  if (type === 'F32') return count * 4;
  if (dimensions[0]! % BLOCK !== 0) {
    throw new RangeError(`${type} needs rows of a multiple of ${BLOCK} numbers, not ${dimensions[0]}`);
  }
  return (count / BLOCK) * BLOCK_BYTES;
}

export function encodeTensor(type: TensorType, values: Float32Array): Buffer {
  return type === 'F32' ? encodeFloats(values) : encodeBlocks(values);
}

function encodeFloats(values: Float32Array): Buffer {
  const bytes = Buffer.allocUnsafe(values.length * 4);
  for (let i = 0; i < values.length; i++) bytes.writeFloatLE(values[i]!, i * 4);
  return bytes;
}

function encodeBlocks(values: Float32Array): Buffer {
  const bytes = Buffer.allocUnsafe((values.length / BLOCK) * BLOCK_BYTES);
  for (let start = 0, offset = 0; start < values.length; start += BLOCK, offset += BLOCK_BYTES) {
    const block = values.subarray(start, start + BLOCK);
    const scale = block.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0) / 127;
    bytes.writeUInt16LE(toHalf(scale), offset);
    for (let i = 0; i < BLOCK; i++) {
      bytes.writeInt8(scale === 0 ? 0 : Math.round(block[i]! / scale), offset + 2 + i);
    }
  }
  return bytes;
}

const float = new Float32Array(1);
const floatBits = new Uint32Array(float.buffer);

/** The bits of the nearest IEEE half; ties to even, too large becomes infinity, subnormals are kept. */
export function toHalf(value: number): number {
  float[0] = value;
  const bits = floatBits[0]!;
  const sign = (bits >>> 16) & 0x8000;
  const exponent = ((bits >>> 23) & 0xff) - 127 + 15;
  const mantissa = bits & 0x7fffff;
  if (Number.isNaN(value)) return sign | 0x7e00;
  if (exponent >= 31) return sign | 0x7c00;
  if (exponent < -10) return sign;
  if (exponent <= 0) return sign | roundedShift(mantissa | 0x800000, 14 - exponent);
  // A mantissa that rounds up to the next power of two carries into the exponent, which is what the format wants.
  return sign | ((exponent << 10) + roundedShift(mantissa, 13));
}

function roundedShift(mantissa: number, shift: number): number {
  const kept = mantissa >>> shift;
  const rest = mantissa & ((1 << shift) - 1);
  const half = 1 << (shift - 1);
  return rest > half || (rest === half && (kept & 1) === 1) ? kept + 1 : kept;
}
