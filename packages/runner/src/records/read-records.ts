import type { RequestRecord } from '@sagellm/bench-protocol';

export type StoredRecords = {
  /** In the order they finished. */
  records: RequestRecord[];
  tokenTimes: Uint32Array;
  /** What a partial run left unreadable. */
  remarks: string[];
};
export async function readRecords(_folder: string): Promise<StoredRecords> {
  throw new Error('not yet');
}
