import { expect, it } from 'vitest';
import { StreamEvent } from './stream-events.ts';
import { checkStreamOrder } from './stream-order.ts';

const ids = { request_id: 'r', trace_id: 't', engine_id: 'e' };
const metrics = { ttft_ms: 1, throughput_tps: 1, peak_mem_mb: 0, error_rate: 0 };
const start = StreamEvent.parse({ event: 'start', ...ids });
const delta = (content: string, ...tokens: number[]) =>
  StreamEvent.parse({ event: 'delta', ...ids, content, content_tokens: tokens });
const end = (content: string, ...tokens: number[]) =>
  StreamEvent.parse({ event: 'end', ...ids, content, output_tokens: tokens, finish_reason: 'stop', metrics });

it.each([
  ['a sound stream', [start, delta('a', 1), delta('b', 2), end('ab', 1, 2)], []],
  ['an answer without tokens', [start, end('')], []],
  ['half characters, joined', [start, delta('\uFFFD', 1), end('\uFFFD', 1)], []],
  ['nothing at all', [], ['not-empty']],
  ['no start', [delta('a', 1), end('a', 1)], ['starts-with-start@0']],
  ['a lone end, as the control plane sends on errors', [end('')], ['starts-with-start@0']],
  ['two starts', [start, start, end('')], ['one-start@1']],
  ['a cut stream', [start, delta('a', 1)], ['ends-with-end@1']],
  ['a delta after the end', [start, end(''), delta('a', 1)], ['nothing-after-end@2']],
  ['two ends', [start, end(''), end('')], ['nothing-after-end@2']],
  ['another text at the end', [start, delta('a', 1), end('b', 1)], ['joined@2']],
  ['a token lost', [start, delta('a', 1), end('a', 1, 2)], ['joined@2']],
  ['tokens in another order', [start, delta('ab', 1, 2), end('ab', 2, 1)], ['joined@2']],
  ['text and tokens both wrong', [start, delta('a', 1), end('')], ['joined@2', 'joined@2']],
])('%s', (_, events, violations) => {
  expect(checkStreamOrder(events).map(place)).toEqual(violations);
});

it('names each id that changes and the value it had', () => {
  const other = { ...delta('a', 1), request_id: 'x', engine_id: 'y' };
  expect(checkStreamOrder([start, other, end('a', 1)])).toEqual([
    { rule: 'same-ids', index: 1, message: 'request_id is "x", was "r"' },
    { rule: 'same-ids', index: 1, message: 'engine_id is "y", was "e"' },
  ]);
});

const place = ({ rule, index }: { rule: string; index?: number }) => (index === undefined ? rule : `${rule}@${index}`);
