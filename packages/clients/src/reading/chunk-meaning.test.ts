import { describe, expect, it } from 'vitest';
import { delta, events, finish, readPieces, usage } from '../../tests/read-pieces.ts';

const counted = (choice: object, completion: number) => ({
  choices: [{ index: 0, ...choice }],
  usage: { prompt_tokens: 5, completion_tokens: completion },
});

describe('what an event means', () => {
  it('reads both spellings of reasoning, and counts it once when both come', () => {
    const both = { choices: [{ delta: { reasoning: 'hm', reasoning_content: 'hm' } }] };
    const old = { choices: [{ delta: { reasoning_content: ' so' } }] };
    const seen = readPieces({ pieces: [events(both), events(old), events(delta('42'), finish('stop'), '[DONE]')] });
    expect(seen).toMatchObject({ text: 'hm so42', firstToken: 1, firstOutput: 3, tokenTimes: [1, 2, 3] });
  });

  it('takes tool calls, audio and refusals for output, empty ones not', () => {
    const none = [
      { tool_calls: [] },
      { tool_calls: [{ index: 0, id: 'x', function: { arguments: '' } }] },
      { audio: { id: 'a' } },
      { refusal: '' },
    ];
    const some = [
      { tool_calls: [{ function: { name: 'f' } }] },
      { tool_calls: [{ function: { arguments: '{' } }] },
      { audio: { data: 'AA==' } },
      { refusal: 'no' },
    ];
    const pieces = [...none, ...some].map((piece) => events({ choices: [{ delta: piece }] }));
    const seen = readPieces({ pieces: [...pieces, events(finish(), '[DONE]')] });
    expect(seen).toMatchObject({ status: 'completed', tokenTimes: [5, 6, 7, 8], firstOutput: 5, text: '' });
  });

  it('a usage on the finish chunk of a server that counts once is no token of that chunk', () => {
    const seen = readPieces({
      pieces: [
        events({ choices: [{ text: 'a' }] }),
        events({ choices: [{ text: 'b' }] }),
        events({ ...counted({ text: '', finish_reason: 'length' }, 2) }, '[DONE]'),
      ],
    });
    expect(seen).toMatchObject({ status: 'completed', outputTokens: 2, tokenTimes: [1, 2], lastToken: 2 });
    expect(seen.tokenWeights).toBeUndefined();
  });

  it('a usage of zeros on every chunk does not undo the real one, and weighs nothing', () => {
    const seen = readPieces({
      pieces: [
        events(counted({ text: 'a' }, 0)),
        events(counted({ text: 'b' }, 0)),
        events(counted({ text: '', finish_reason: 'stop' }, 0), usage(2), '[DONE]'),
      ],
    });
    expect(seen).toMatchObject({ status: 'completed', outputTokens: 2, promptTokensUsage: 5, tokenTimes: [1, 2] });
    expect(seen.tokenWeights).toBeUndefined();
  });

  it('an end token that only the count shows is a token of the finish chunk', () => {
    const seen = readPieces({
      pieces: [
        events(counted({ delta: { content: 'a' } }, 1)),
        events(counted({ delta: {}, finish_reason: 'stop' }, 2), '[DONE]'),
      ],
    });
    expect(seen).toMatchObject({ tokenTimes: [1, 2], tokenWeights: [1, 1], firstToken: 1, lastToken: 2 });
  });

  it('an answer without text but with counted tokens completes without a TTFT', () => {
    const seen = readPieces({
      pieces: [events({ choices: [{ delta: {}, token_ids: [7] }] }), events(finish(), '[DONE]')],
    });
    expect(seen).toMatchObject({ status: 'completed', outputTokens: 1, outputTokensSource: 'token-ids' });
    expect([seen.firstToken, seen.tokenTimes]).toEqual([undefined, undefined]);
  });

  it('usage that differs from the ids by more than 2 % is remarked, and usage wins', () => {
    const ids = (n: number) => events({ choices: [{ delta: { content: 'x' }, token_ids: Array(n).fill(1) }] });
    const answer = (n: number) =>
      readPieces({ pieces: [ids(100), events(finish(), usage(n), '[DONE]')], request: { max_tokens: 200 } });
    expect(answer(102).remarks).toBeUndefined();
    expect(answer(104)).toMatchObject({
      outputTokens: 104,
      remarks: [
        'usage says 104 output tokens, token ids 100',
        'usage says 104 output tokens, the counts of the events 100',
      ],
    });
  });

  it('values of wrong types are no values', () => {
    const seen = readPieces({
      pieces: [
        events({
          choices: [null, 'x', { delta: null }, { delta: { content: 5 } }],
          usage: { completion_tokens: -1, prompt_tokens: 1.5 },
        }),
        events(delta('a'), finish(), '[DONE]'),
      ],
    });
    expect(seen).toMatchObject({ status: 'completed', outputTokens: 1, outputTokensSource: 'events' });
    expect(seen.promptTokensUsage).toBeUndefined();
  });

  it('several choices are remarked', () => {
    const second = { choices: [{ index: 1, delta: { content: 'b' } }] };
    expect(readPieces({ pieces: [events(delta('a'), second, finish(), '[DONE]')] }).remarks).toEqual([
      'more than one choice came',
    ]);
  });

  it.each(['\n', '\r\n', '\r'])('lines may end with %j', (newline) => {
    const text = events(delta('a'), finish(), '[DONE]').replaceAll('\n', newline);
    expect(readPieces({ pieces: [...text] })).toMatchObject({ status: 'completed', text: 'a', events: 3 });
  });

  it('a BOM, fields of other kinds, data without a space and data over several lines', () => {
    const body = `\uFEFFid: 1\nretry: 5\nevent: message\ndata:{"choices":\ndata: [{"delta":{"content":"a"}}]}\n\n:c\n\n${events(finish(), '[DONE]')}`;
    expect(readPieces({ pieces: [body] })).toMatchObject({ status: 'completed', text: 'a', events: 3 });
  });

  it('half a character at the end of a read is kept for the next', () => {
    const bytes = Buffer.from(events(delta('ä€😀'), finish(), '[DONE]'));
    const halves = [...bytes].map((byte) => Uint8Array.of(byte));
    expect(readPieces({ pieces: halves })).toMatchObject({ text: 'ä€😀', tokenEvents: 1 });
  });

  it('an event of more than 8 MB is malformed, and ends there', () => {
    const seen = readPieces({ pieces: ['data: ', 'x'.repeat(9 * 1024 * 1024), 'y', events('[DONE]')] });
    expect(seen.failure).toMatchObject({ class: 'malformed', message: expect.stringMatching(/more than 8388608/) });
  });
});
