import { describe, expect, it } from 'vitest';
import { brokenStreams } from '../../tests/broken-streams.ts';
import { readPieces } from '../../tests/read-pieces.ts';
import { Reading } from './reading.ts';

describe('what became of a stream', () => {
  // One reading for all of them: nothing of one reply may reach the next.
  const shared = new Reading();

  it.each(brokenStreams.map((stream) => [stream.what, stream.becomes, stream] as const))('%s: %s', (_, __, stream) => {
    const pieces = stream.body === '' ? [] : [stream.body];
    for (const seen of [readPieces({ ...stream, pieces }), readPieces({ ...stream, pieces }, shared)]) {
      expect(seen.status === 'completed' ? 'completed' : seen.failure?.class).toBe(stream.becomes);
      if (stream.says) expect(seen.failure?.message).toMatch(stream.says);
      if (stream.remark) expect(seen.remarks?.join()).toMatch(stream.remark);
      else expect(seen.remarks).toBeUndefined();
    }
  });
});
