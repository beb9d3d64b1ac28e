import { expect, it } from 'vitest';
import { shortRows } from './short-rows.ts';
import type { Trace } from './trace.ts';

const trace: Trace = {
  format: 'jsonl',
  fileName: 't.jsonl',
  sha256: '',
  items: 5,
  skipped: { 'no answer': 1 },
  momentsMs: Float64Array.of(0, 5, 9, 20),
  inputTokens: Uint32Array.of(100, 10, 50, 51),
  outputTokens: Uint32Array.of(1, 5, 50, 1),
  namesSharedBlocks: false,
};

it('leaves out longer rows, counts them by reason, and begins at the first that is left', () => {
  const short = shortRows(trace, { maxPromptTokens: 51, maxTotalTokens: 99 });
  expect([...short.momentsMs]).toEqual([0, 15]);
  expect([...short.inputTokens]).toEqual([10, 51]);
  expect([...short.outputTokens]).toEqual([5, 1]);
  expect(short.skipped).toEqual({
    'no answer': 1,
    'more prompt tokens than allowed': 1,
    'more tokens in all than allowed': 1,
  });
});

it('keeps all without limits, a row that is just as long as allowed, and may leave none', () => {
  expect(shortRows(trace, {})).toEqual(trace);
  expect(shortRows(trace, { maxPromptTokens: 100, maxTotalTokens: 101 })).toEqual(trace);
  expect(shortRows(trace, { maxPromptTokens: 1 }).momentsMs).toHaveLength(0);
});
