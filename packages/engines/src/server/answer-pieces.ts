import type { EngineEvent } from '@sagellm/bench-protocol';
import type { Finish } from './chunk-format.ts';

/** What one event of a stream is made of. `tokens` is 0 where only the end is told. */
export type AnswerPiece = { text: string; tokens: number; finish: Finish | null };

/**
 * Tokens as they come, the last one together with the reason of the end where that can be known: after `maxTokens` the
 * end must follow and is waited for. Otherwise the end comes as a piece of its own, since holding each token back until
 * the next is there would falsify its time.
 */
export async function* answerPieces(
  events: AsyncIterator<EngineEvent>,
  maxTokens: number,
): AsyncGenerator<AnswerPiece> {
  try {
    let tokens = 0;
    let last: AnswerPiece | undefined;
    for (;;) {
      const { value: event, done } = await events.next();
      if (done) throw new Error('the engine ended without an end event');
      if (event.type === 'token') {
        if (last) yield last;
        last = undefined;
        const piece: AnswerPiece = { text: event.text, tokens: 1, finish: null };
        if (++tokens < maxTokens) yield piece;
        else last = piece;
      } else if (event.type === 'end') {
        yield { text: last?.text ?? '', tokens: last?.tokens ?? 0, finish: event.finish_reason };
        return;
      }
    }
  } finally {
    await events.return?.();
  }
}

/** Several tokens in one piece, as speculative decoding and asynchronous output make them. */
export async function* mergePieces(pieces: AsyncIterable<AnswerPiece>, tokens: number): AsyncGenerator<AnswerPiece> {
  let merged: AnswerPiece = { text: '', tokens: 0, finish: null };
  for await (const piece of pieces) {
    merged = { text: merged.text + piece.text, tokens: merged.tokens + piece.tokens, finish: piece.finish };
    if (merged.tokens < tokens && merged.finish === null) continue;
    yield merged;
    merged = { text: '', tokens: 0, finish: null };
  }
}
