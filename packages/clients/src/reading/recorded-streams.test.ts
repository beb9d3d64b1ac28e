import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPieces } from '../../tests/read-pieces.ts';
import { expectedOf, recordedStreams } from '../../tests/recorded-streams.ts';
import { loadRecording } from '../../tests/recording.ts';

/** What must not depend on how the network cut the bytes; stamps and reads do. */
function meaningOf(name: string, pieces: readonly Uint8Array[]) {
  const recording = loadRecording(name);
  const seen = readPieces({
    pieces,
    request: { max_tokens: recording.request.body.max_tokens },
    cut: recording.end === 'fin-before-last-chunk',
  });
  const { firstEvent, firstToken, firstOutput, lastToken, end, tokenTimes, reads, ...meaning } = seen;
  return { ...meaning, tokens: tokenTimes?.length };
}

function cutAt(bytes: Uint8Array, borders: readonly number[]): Uint8Array[] {
  const sorted = [0, ...borders.map((border) => border % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return sorted.slice(1).map((border, i) => bytes.subarray(sorted[i]!, border));
}

describe('recorded vLLM streams', () => {
  it.each(recordedStreams.filter((stream) => stream.name !== 'term-server-midstream'))(
    '$name is read as it was written',
    (stream) => {
      const recording = loadRecording(stream.name);
      const seen = readPieces({
        pieces: recording.reads,
        request: { max_tokens: recording.request.body.max_tokens },
        cut: recording.end === 'fin-before-last-chunk',
      });
      expect(expectedOf(seen)).toEqual(stream.expected);
    },
  );

  it.each(recordedStreams)('$name means the same however it is cut', ({ name }) => {
    const bytes = Buffer.concat(loadRecording(name).reads);
    const whole = meaningOf(name, [bytes]);
    expect(
      meaningOf(
        name,
        [...bytes].map((byte) => Uint8Array.of(byte)),
      ),
    ).toEqual(whole);
    fc.assert(
      fc.property(fc.array(fc.nat(bytes.length), { maxLength: 30 }), (borders) => {
        expect(meaningOf(name, cutAt(bytes, borders))).toEqual(whole);
      }),
      { numRuns: 30 },
    );
  });

  it('tells how many tokens each event brought, by continuous usage', () => {
    const { reads } = loadRecording('chat-stream-usage-continuous');
    const seen = readPieces({ pieces: reads });
    expect(seen.tokenWeights).toEqual([1, 1, 1, 1, 1, 2, 1, 1, 1, 1, 1]);
    expect(seen.tokenTimes).toHaveLength(11);
  });

  it('sees a token without text by its id, at its own time', () => {
    const seen = readPieces({ pieces: loadRecording('chat-stream-token-ids').reads });
    expect(seen.tokenWeights).toEqual(Array(12).fill(1));
    expect(seen.tokenTimes).toHaveLength(12);
  });

  it('does not take a usage that comes once, at the end, for tokens of the last event', () => {
    const seen = readPieces({ pieces: loadRecording('chat-stream-usage').reads });
    expect(seen.tokenWeights).toBeUndefined();
    expect(seen.tokenTimes).toHaveLength(11);
  });

  it('leaves a false 0 of reasoning tokens out', () => {
    const seen = readPieces({ pieces: loadRecording('chat-reasoning').reads });
    expect(seen.reasoningTokens).toBeUndefined();
    expect(seen.firstToken).toBeDefined();
    expect(seen.firstOutput).toBeUndefined();
  });
});
