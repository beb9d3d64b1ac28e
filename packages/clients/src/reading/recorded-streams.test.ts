import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPieces } from '../../tests/read-pieces.ts';
import {
  expectedOf,
  profileOf,
  type RecordedStream,
  recordedStreamFiles,
  recordedStreams,
} from '../../tests/recorded-streams.ts';
import { loadRecording, wholeBody } from '../../tests/recording.ts';

/** What is made of a recording whose body comes in these pieces. */
function readIn({ name, engine, limit }: RecordedStream, pieces: readonly Uint8Array[]) {
  const recording = loadRecording(name, engine);
  return readPieces({
    pieces,
    status: recording.status,
    contentType: recording.headers['content-type'],
    request: { max_tokens: limit },
    forced: true,
    quirks: profileOf(engine, name).quirks,
    cut: recording.end !== 'fin',
  });
}

/** What must not depend on how the network cut the bytes; stamps and reads do. */
function meaningOf(stream: RecordedStream, pieces: readonly Uint8Array[]) {
  const { firstEvent, firstToken, firstOutput, lastToken, end, tokenTimes, reads, ...meaning } = readIn(stream, pieces);
  return { ...meaning, tokens: tokenTimes?.length };
}

function cutAt(bytes: Uint8Array, borders: readonly number[]): Uint8Array[] {
  const sorted = [0, ...borders.map((border) => border % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return sorted.slice(1).map((border, i) => bytes.subarray(sorted[i]!, border));
}

describe('recorded streams', () => {
  it('are all in the tables, and the tables have no others', () => {
    expect(recordedStreams.map(({ engine, name }) => `${engine}/${name}`)).toEqual(recordedStreamFiles());
    expect(recordedStreams).toHaveLength(142);
  });

  it.each(recordedStreams)('$engine: $name is read as its table says', (stream) => {
    const { failure, ...expected } = stream.expected;
    // Without a clock, a server that goes silent is a cut one.
    const known = failure === 'timeout' ? 'truncated' : failure;
    const { reads } = loadRecording(stream.name, stream.engine);
    const pieces = reads.map((read) => read.bytes);
    expect(expectedOf(readIn(stream, pieces))).toEqual({ ...expected, ...(known ? { failure: known } : {}) });
  });

  it.each(recordedStreams)('$engine: $name means the same however it is cut', (stream) => {
    const bytes = wholeBody(loadRecording(stream.name, stream.engine));
    const whole = meaningOf(stream, [bytes]);
    fc.assert(
      fc.property(fc.array(fc.nat(bytes.length), { maxLength: 30 }), (borders) => {
        expect(meaningOf(stream, cutAt(bytes, borders))).toEqual(whole);
      }),
      { numRuns: 10 },
    );
  });

  const piecesOf = (name: string) => loadRecording(name).reads.map((read) => read.bytes);

  it('tells how many tokens each event brought, by continuous usage', () => {
    const seen = readPieces({ pieces: piecesOf('chat-stream-usage-continuous') });
    expect(seen.tokenWeights).toEqual([1, 1, 1, 1, 1, 2, 1, 1, 1, 1, 1]);
    expect(seen.tokenTimes).toHaveLength(11);
  });

  it('sees a token without text by its id, at its own time', () => {
    const seen = readPieces({ pieces: piecesOf('chat-stream-token-ids') });
    expect(seen.tokenWeights).toEqual(Array(12).fill(1));
    expect(seen.tokenTimes).toHaveLength(12);
  });

  it('does not take a usage that comes once, at the end, for tokens of the last event', () => {
    const seen = readPieces({ pieces: piecesOf('chat-stream-usage') });
    expect(seen.tokenWeights).toBeUndefined();
    expect(seen.tokenTimes).toHaveLength(11);
  });

  it('leaves a false 0 of reasoning tokens out', () => {
    const seen = readPieces({ pieces: piecesOf('chat-reasoning') });
    expect(seen.reasoningTokens).toBeUndefined();
    expect(seen.firstToken).toBeDefined();
    expect(seen.firstOutput).toBeUndefined();
  });
});
