import type { EngineEvent } from '@sagellm/bench-protocol';
import { describe, expect, it } from 'vitest';
import { type AnswerPiece, answerPieces, mergePieces } from './answer-pieces.ts';

async function* events(count: number, finish_reason: 'stop' | 'length'): AsyncGenerator<EngineEvent> {
  for (let i = 0; i < count; i++) yield { type: 'token', text: `t${i}`, token_id: i };
  yield { type: 'end', finish_reason, output_tokens: count };
}

async function collect(pieces: AsyncIterable<AnswerPiece>) {
  const all: [string, number, string | null][] = [];
  for await (const { text, tokens, finish } of pieces) all.push([text, tokens, finish]);
  return all;
}

describe('answerPieces', () => {
  it('puts the reason of the end on the last token when the limit was reached', async () => {
    expect(await collect(answerPieces(events(2, 'length'), 2))).toEqual([
      ['t0', 1, null],
      ['t1', 1, 'length'],
    ]);
  });

  it('tells a natural end in a piece of its own, because no token waits for the next', async () => {
    expect(await collect(answerPieces(events(2, 'stop'), 5))).toEqual([
      ['t0', 1, null],
      ['t1', 1, null],
      ['', 0, 'stop'],
    ]);
  });

  it('says stop where the last possible token was a stop', async () => {
    expect(await collect(answerPieces(events(1, 'stop'), 1))).toEqual([['t0', 1, 'stop']]);
  });

  it('hands on each token before it asks for the next', async () => {
    const asked: number[] = [];
    async function* slow(): AsyncGenerator<EngineEvent> {
      for (let i = 0; ; i++) {
        asked.push(i);
        yield { type: 'token', text: 'x', token_id: i };
      }
    }
    const pieces = answerPieces(slow(), 10);
    await pieces.next();
    expect(asked).toEqual([0]);
    await pieces.return(undefined);
  });

  it('ends the engine when its reader leaves', async () => {
    let ended = false;
    async function* endless(): AsyncGenerator<EngineEvent> {
      try {
        for (;;) yield { type: 'token', text: 'x', token_id: 0 };
      } finally {
        ended = true;
      }
    }
    for await (const _ of answerPieces(endless(), 10)) break;
    expect(ended).toBe(true);
  });

  it('calls an engine without an end event broken', async () => {
    async function* cut(): AsyncGenerator<EngineEvent> {
      yield { type: 'token', text: 'x', token_id: 0 };
    }
    await expect(collect(answerPieces(cut(), 3))).rejects.toThrow('without an end event');
  });
});

describe('mergePieces', () => {
  it('makes pieces of k tokens, the last one shorter and with the end', async () => {
    expect(await collect(mergePieces(answerPieces(events(5, 'length'), 5), 2))).toEqual([
      ['t0t1', 2, null],
      ['t2t3', 2, null],
      ['t4', 1, 'length'],
    ]);
  });

  it('lets the end of a natural answer go with what is left', async () => {
    expect(await collect(mergePieces(answerPieces(events(3, 'stop'), 9), 2))).toEqual([
      ['t0t1', 2, null],
      ['t2', 1, 'stop'],
    ]);
  });
});
