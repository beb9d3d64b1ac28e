/** What a server may make us keep or scan; beyond it the response is refused as malformed. */
export type ResponseLimits = {
  /** Bytes of the names and values of one head or trailer, as undici counts them; also of a status line. */
  headerBytes: number;
  headerCount: number;
  /** Length of the line that says how long a chunk is, extensions included. */
  chunkLineBytes: number;
};

/** Node's own limits, which undici shares where it has one. */
export const defaultLimits: ResponseLimits = { headerBytes: 16 * 1024, headerCount: 2000, chunkLineBytes: 16 * 1024 };
