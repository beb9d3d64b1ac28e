/**
 * Where the next bytes of each file go. Several threads write to the same two files, so each takes a place before it
 * writes, and no two write to the same one. Counters of 64 bits: token times of a long run pass four gigabytes.
 */
export type SharedPlaces = SharedArrayBuffer;

const LINES = 0;
const VALUES = 1;
/** Values that a thread takes at once, so that what it writes lies together. */
const SLAB_VALUES = 65_536;

export function createPlaces(): SharedPlaces {
  return new SharedArrayBuffer(2 * BigInt64Array.BYTES_PER_ELEMENT);
}

/** Position in bytes of so many bytes of lines. */
export function takeLinePlace(places: SharedPlaces, bytes: number): number {
  return take(places, LINES, bytes);
}

/** Gives a thread offsets for its values; alone in its process it leaves no gap between them. */
export class ValuePlaces {
  readonly #places: SharedPlaces;
  readonly #slab: number;
  #next = 0;
  #end = 0;

  constructor(places: SharedPlaces, options: { alone: boolean }) {
    this.#places = places;
    this.#slab = options.alone ? 0 : SLAB_VALUES;
  }

  /** Offset of so many values that lie together. */
  take(count: number): number {
    if (this.#next + count > this.#end) {
      const size = Math.max(count, this.#slab);
      this.#next = take(this.#places, VALUES, size);
      this.#end = this.#next + size;
    }
    const offset = this.#next;
    this.#next += count;
    return offset;
  }
}

function take(places: SharedPlaces, which: number, count: number): number {
  return Number(Atomics.add(new BigInt64Array(places), which, BigInt(count)));
}
