/** Bytes that must stand somewhere, compared four at a time. */
export class Literal {
  readonly length: number;
  readonly #bytes: Uint8Array;
  readonly #words: Int32Array;

  constructor(bytes: Uint8Array) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.length = bytes.length;
    this.#bytes = bytes;
    this.#words = Int32Array.from({ length: bytes.length >> 2 }, (_, i) => view.getInt32(i * 4, true));
  }

  /** Does it stand at this offset of what the view shows? All of it must be inside. */
  isAt(view: DataView, offset: number): boolean {
    const words = this.#words;
    let at = offset;
    for (let i = 0; i < words.length; i++, at += 4) if (view.getInt32(at, true) !== words[i]) return false;
    for (let i = words.length * 4; i < this.length; i++) if (view.getUint8(offset + i) !== this.#bytes[i]) return false;
    return true;
  }
}
