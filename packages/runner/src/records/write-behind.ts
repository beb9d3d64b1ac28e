import type { OutputFile } from './output-file.ts';
import { writeAt } from './output-file.ts';

const PIECE_BYTES = 256 * 1024;
/** Pieces kept for the next lines; more than two are only in use where the disk is slow. */
const KEPT_PIECES = 4;

/** Bytes that lie together in the file. `position` is asked for when they are written, or known before. */
type Piece = { bytes: Buffer; used: number; position: number | undefined };

/**
 * Gathers small pieces of bytes and hands them to the disk in large ones, in order. Nothing is allocated per record,
 * and nothing is joined: what comes is put into the piece that is being filled.
 */
export class WriteBehind {
  readonly #file: OutputFile;
  readonly #takePlace: ((bytes: number) => number) | undefined;
  readonly #free: Buffer[] = [];
  #full: Piece[] = [];
  #open: Piece | undefined = undefined;
  /** Bytes that are not in the file yet. */
  backlogBytes = 0;

  constructor(file: OutputFile, takePlace?: (bytes: number) => number) {
    this.#file = file;
    this.#takePlace = takePlace;
  }

  /** A latin1 or UTF-8 text; returns nothing, keeps everything. */
  text(text: string): void {
    // No character takes more than three bytes of UTF-8.
    const most = text.length * 3;
    const piece = this.#room(most, undefined);
    const length = piece.bytes.write(text, piece.used);
    piece.used += length;
    this.backlogBytes += length;
  }

  /** Little-endian values at a position of their own. */
  values(values: Uint32Array, position: number): void {
    const piece = this.#room(values.byteLength, position);
    const { bytes } = piece;
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!;
      const at = piece.used + 4 * i;
      bytes[at] = value;
      bytes[at + 1] = value >>> 8;
      bytes[at + 2] = value >>> 16;
      bytes[at + 3] = value >>> 24;
    }
    piece.used += values.byteLength;
    this.backlogBytes += values.byteLength;
  }

  /** What was gathered until now; `write` brings it to the file. */
  collect(): { write(): Promise<void> } {
    this.#close();
    const pieces = this.#full;
    this.#full = [];
    return {
      write: async () => {
        for (const { bytes, used, position } of pieces) {
          await writeAt(this.#file, bytes.subarray(0, used), position ?? this.#takePlace!(used));
          this.backlogBytes -= used;
          if (bytes.length === PIECE_BYTES && this.#free.length < KEPT_PIECES) this.#free.push(bytes);
        }
      },
    };
  }

  #room(bytes: number, position: number | undefined): Piece {
    const open = this.#open;
    const continues = position === undefined || open?.position === undefined || open.position + open.used === position;
    if (open && continues && open.used + bytes <= open.bytes.length) return open;
    this.#close();
    const buffer =
      bytes > PIECE_BYTES ? Buffer.allocUnsafeSlow(bytes) : (this.#free.pop() ?? Buffer.allocUnsafeSlow(PIECE_BYTES));
    this.#open = { bytes: buffer, used: 0, position };
    return this.#open;
  }

  #close(): void {
    if (this.#open && this.#open.used > 0) this.#full.push(this.#open);
    this.#open = undefined;
  }
}
