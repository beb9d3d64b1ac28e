/** Longest start that is kept; a longer one is compared piece by piece. */
const LONGEST = 1024;

/** The bytes that an event began with, compared eight at a time. Taken anew for each stream, so it allocates nothing. */
export class SeenStart {
  readonly #words = new Float64Array(LONGEST / 8);
  readonly #rest = new Uint8Array(8);
  length = 0;

  take(view: DataView, offset: number, length: number): void {
    this.length = 0;
    if (length > LONGEST) return;
    const words = length >> 3;
    for (let i = 0; i < words; i++) {
      const word = view.getFloat64(offset + i * 8, true);
      // JSON has no zero bytes and no 0xff, so that different bytes are different numbers; what is no number equals nothing.
      if (word === 0 || Number.isNaN(word)) return;
      this.#words[i] = word;
    }
    for (let i = words * 8; i < length; i++) this.#rest[i & 7] = view.getUint8(offset + i);
    this.length = length;
  }

  /** Does it stand at this offset of what the view shows? All of it must be inside. */
  isAt(view: DataView, offset: number): boolean {
    const words = this.length >> 3;
    for (let i = 0; i < words; i++) if (view.getFloat64(offset + i * 8, true) !== this.#words[i]) return false;
    for (let i = words * 8; i < this.length; i++) if (view.getUint8(offset + i) !== this.#rest[i & 7]) return false;
    return true;
  }
}
