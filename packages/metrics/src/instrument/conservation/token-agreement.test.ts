import { expect, test } from 'vitest';
import { completed, failed, NO_TIMES, TokenFile } from '../../../__fixtures__/make-record.ts';
import { eventsBeyondTokens, tokenAgreement } from './token-agreement.ts';

test('usage 10 and 20 against running counts of 10 and 15', () => {
  const file = new TokenFile();
  const records = [
    completed({ index: 0, output_tokens: 10, token_weights: file.add([4, 6]) }),
    completed({ index: 1, output_tokens: 20, token_weights: file.add([15]) }),
  ];
  expect(tokenAgreement(records, file.array)).toEqual({ by_usage: 30, by_stream: 25, answers: 2, differing: 5 });
});

test('too many here do not hide too few there', () => {
  const file = new TokenFile();
  const records = [
    completed({ index: 0, output_tokens: 10, token_weights: file.add([15]) }),
    completed({ index: 1, output_tokens: 10, token_weights: file.add([5]) }),
  ];
  expect(tokenAgreement(records, file.array)).toMatchObject({ by_usage: 20, by_stream: 20, differing: 10 });
});

test('token ids that differ are known from the remark of the reader', () => {
  const records = [completed({ output_tokens: 64, remarks: ['usage says 64 output tokens, token ids 32'] })];
  expect(tokenAgreement(records, NO_TIMES)).toEqual({ by_usage: 64, by_stream: 32, answers: 1, differing: 32 });
  // A tokenizer on the text misses tokens without text.
  const text = [completed({ remarks: ['usage says 64 output tokens, the tokenizer 60'] })];
  expect(tokenAgreement(text, NO_TIMES)).toBeUndefined();
});

test('says nothing where the answers were counted once, by another than usage, or failed', () => {
  const file = new TokenFile();
  const token_weights = file.add([5]);
  expect(tokenAgreement([completed()], file.array)).toBeUndefined();
  expect(tokenAgreement([completed({ token_weights, output_tokens_source: 'tokenizer' })], file.array)).toBeUndefined();
  expect(tokenAgreement([failed({ token_weights })], file.array)).toBeUndefined();
});

test('12 events for a usage of 10 are 2 beyond; fewer events are none, as an event may bring several', () => {
  const records = [
    completed({ index: 0, output_tokens: 10, token_events: 12 }),
    completed({ index: 1, output_tokens: 10, token_events: 3 }),
    completed({ index: 2, output_tokens: 10, output_tokens_source: 'events', token_events: 90 }),
  ];
  expect(eventsBeyondTokens(records)).toEqual({ beyond: 2, tokens: 20 });
});
