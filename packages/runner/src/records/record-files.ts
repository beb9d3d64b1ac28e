import { join } from 'node:path';

/** One JSON line per finished request. */
export const recordsFile = (folder: string) => join(folder, 'requests.jsonl');
/** Uint32, little-endian: microseconds since the send, and token weights; the records say which lie where. */
export const tokenTimesFile = (folder: string) => join(folder, 'token-times.u32');
