import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readPieces } from '../../tests/read-pieces.ts';
import { ENGINES, load, wholeBody } from '../../tests/recording.ts';
import { cut, type Dice, dice } from '../../tests/response-grammar.ts';
import { Reading } from '../reading/reading.ts';
import { EventScanner } from './event-scanner.ts';

const recorded = ENGINES.flatMap((engine) =>
  readdirSync(new URL(`../../__fixtures__/${engine}/`, import.meta.url))
    .filter((file) => file.endsWith('.chunks.jsonl'))
    .map((file) => `${engine}/${file}`),
).map((file) => ({ file, ...pick(load(file)) }));

function pick(recording: ReturnType<typeof load>) {
  return { body: wholeBody(recording), contentType: recording.headers['content-type'], status: recording.status };
}

/** One for all streams, so that what was learnt of one is held against the others. */
const skimming = new Reading();

/** What is made of a stream with all of it parsed, and with as little as may be; `text` is what only one of them has. */
function both(pieces: readonly Uint8Array[], contentType = 'text/event-stream', status = 200) {
  const reply = { pieces, contentType, status, request: { max_tokens: 10_000 } };
  const { text: _, ...parsed } = readPieces(reply);
  const { text: __, ...skimmed } = readPieces({ ...reply, skim: true }, skimming);
  return { parsed, skimmed };
}

/** How many events of a stream are not handed to the parser. */
function plainEvents(bytes: Uint8Array, scanner = new EventScanner()): number {
  let plain = 0;
  scanner.feed(bytes, { plain: () => plain++, familiar: () => {}, other: () => {} });
  return plain;
}

describe('a stream that is skimmed means the same as one that is parsed', () => {
  it.each(ENGINES)('for every stream recorded of %s, however it is cut', (engine) => {
    const streams = recorded.filter((stream) => stream.file.startsWith(engine));
    expect(streams.length).toBeGreaterThan(10);
    for (const { file, body, contentType, status } of streams) {
      for (let seed = 0; seed < 12; seed++) {
        const { parsed, skimmed } = both(cut(dice(seed), body), contentType, status);
        expect(skimmed, `${file}, seed ${seed}`).toEqual(parsed);
      }
    }
  });

  it('for 5,000 damaged ones', () => {
    for (let seed = 0; seed < 5_000; seed++) {
      const roll = dice(seed);
      const { file, body } = recorded[Math.floor(roll() * recorded.length)]!;
      const damaged = damage(roll, body.subarray(0, 4_000));
      const { parsed, skimmed } = both(cut(roll, damaged));
      expect(skimmed, `${file}, seed ${seed}`).toEqual(parsed);
    }
  });

  it('with byte order marks where they belong and where they do not', () => {
    const event = (text: string) => `data: {"id":"1","choices":[{"index":0,"delta":{"content":"${text}"}}]}\n\n`;
    const mark = '\ufeff';
    for (const body of [
      `${mark}${event('a')}${event('b')}data: [DONE]\n\n`,
      `${event('a')}${mark}${event('b')}${event('c')}data: [DONE]\n\n`,
      `${event('a')}${event('b')}${mark}${mark}data: [DONE]\n\n`,
      `${event('a')}${event('b')}: comment\n\n${mark}data: [DONE]\n\n`,
    ]) {
      for (let seed = 0; seed < 20; seed++) {
        const { parsed, skimmed } = both(cut(dice(seed), Buffer.from(body)));
        expect(skimmed).toEqual(parsed);
      }
    }
  });

  it('in the events behind [DONE], and behind an error', () => {
    const event = (text: string) => `data: {"choices":[{"index":0,"delta":{"content":"${text}"}}]}\n\n`;
    for (const border of ['data: [DONE]\n\n', 'data: {"error":{"message":"no"}}\n\n', 'data: {\n\n']) {
      const { parsed, skimmed } = both([
        Buffer.from([event('a'), event('b'), border, event('c'), event('d')].join('')),
      ]);
      expect(skimmed).toEqual(parsed);
      expect(parsed.events).toBe(3);
    }
  });
});

describe('an event scanner', () => {
  it('knows the whole of a stream again that is another only in its names', () => {
    const scanner = new EventScanner();
    const stream = (id: string) =>
      [
        `data: {"id":"${id}","created":17,"choices":[{"index":0,"delta":{"role":"assistant","content":""}}]}\n\n`,
        `data: {"id":"${id}","created":17,"choices":[{"index":0,"delta":{"content":"a"},"finish_reason":null}]}\n\n`,
        `data: {"id":"${id}","created":18,"choices":[{"index":0,"delta":{"content":"b"},"finish_reason":null}]}\n\n`,
        `data: {"id":"${id}","created":18,"choices":[{"index":0,"delta":{},"finish_reason":"length"}]}\n\n`,
        `data: {"id":"${id}","created":18,"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":2}}\n\n`,
        'data: [DONE]\n\n',
      ].join('');
    const seen: string[] = [];
    const listener = {
      plain: () => seen.push('plain'),
      familiar: (means: unknown) => seen.push(means === '[DONE]' ? 'done' : Object.keys(means as object).join(' ')),
      other: () => seen.push('other'),
    };
    scanner.feed(Buffer.from(stream('x1')), listener);
    expect(seen).toEqual(['other', 'other', 'plain', 'other', 'other', 'other']);
    scanner.reset();
    seen.length = 0;
    scanner.feed(Buffer.from(stream('another-id')), listener);
    expect(seen).toEqual([
      'id created choices',
      'plain',
      'plain',
      'id created choices',
      'id created choices usage',
      'done',
    ]);
  });

  it.each([
    ['vllm/chat-stream.chunks.jsonl', 9],
    ['vllm/chat-stream-usage-continuous.chunks.jsonl', 9],
    ['vllm/completions-stream.chunks.jsonl', 9],
    ['llama-server/chat-stream.chunks.jsonl', 9],
    ['sagellm/gateway-chat-stream-usage.chunks.jsonl', 5],
  ])('keeps the plain events of %s from the parser', (file, atLeast) => {
    const { body } = recorded.find((stream) => stream.file === file)!;
    expect(plainEvents(body)).toBeGreaterThanOrEqual(atLeast);
  });

  it('knows the events of the next stream by those of the last, though names and times differ', () => {
    const scanner = new EventScanner();
    const stream = (id: string, created: number) =>
      Buffer.from(
        [
          ': hello',
          ...['', 'a', 'b', 'c'].map(
            (text) => `data: {"id":"${id}","created":${created},"choices":[{"delta":{"content":"${text}"}}]}`,
          ),
          'data: [DONE]',
          '',
        ].join('\n\n'),
      );
    expect(plainEvents(stream('x-1', 1), scanner)).toBe(2);
    scanner.reset();
    expect(plainEvents(stream('y-2', 22), scanner)).toBe(3);
  });

  const taught = (event: string, next: string) => plainEvents(Buffer.from(`: hello\n\ndata: ${event}\n\n${next}`));
  const plain = '{"id":"1","choices":[{"index":0,"delta":{"content":"a"},"finish_reason":null}]}';

  it.each([
    ['other text', 'data: {"id":"1","choices":[{"index":0,"delta":{"content":"b c é"},"finish_reason":null}]}\n\n', 1],
    [
      'escapes',
      String.raw`data: {"id":"1","choices":[{"index":0,"delta":{"content":"\n\"\\\u00e9\ud800"},"finish_reason":null}]}` +
        '\n\n',
      1,
    ],
    ['an empty text', 'data: {"id":"1","choices":[{"index":0,"delta":{"content":""},"finish_reason":null}]}\n\n', 0],
    ['a finish', 'data: {"id":"1","choices":[{"index":0,"delta":{"content":"a"},"finish_reason":"stop"}]}\n\n', 0],
    ['another choice', 'data: {"id":"1","choices":[{"index":1,"delta":{"content":"a"},"finish_reason":null}]}\n\n', 0],
    [
      'something more',
      'data: {"id":"1","choices":[{"index":0,"delta":{"content":"a"},"finish_reason":null}],"usage":{}}\n\n',
      0,
    ],
    [
      'a control character in the text',
      'data: {"id":"1","choices":[{"index":0,"delta":{"content":"a\tb"},"finish_reason":null}]}\n\n',
      0,
    ],
    [
      'no such escape',
      `${String.raw`data: {"id":"1","choices":[{"index":0,"delta":{"content":"\x"},"finish_reason":null}]}`}\n\n`,
      0,
    ],
    [
      'half an escape',
      `${String.raw`data: {"id":"1","choices":[{"index":0,"delta":{"content":"\u00g0"},"finish_reason":null}]}`}\n\n`,
      0,
    ],
    ['no space', 'data:{"id":"1","choices":[{"index":0,"delta":{"content":"a"},"finish_reason":null}]}\n\n', 0],
    [
      'a second line of data',
      'data: {"id":"1","choices":[{"index":0,"delta":{"content":"a"},"finish_reason":null}]}\ndata: x\n\n',
      0,
    ],
    ['CR LF', 'data: {"id":"1","choices":[{"index":0,"delta":{"content":"a"},"finish_reason":null}]}\r\n\r\n', 0],
    [
      'an event with a type',
      'event: error\ndata: {"id":"1","choices":[{"index":0,"delta":{"content":"a"},"finish_reason":null}]}\n\n',
      0,
    ],
    [
      'the end of the read',
      'data: {"id":"1","choices":[{"index":0,"delta":{"content":"a"},"finish_reason":null}]}\n',
      0,
    ],
  ])('%s: is plain %#', (_, next, count) => {
    expect(taught(plain, next)).toBe(count);
  });

  it.each([
    ['token ids', '{"choices":[{"delta":{"content":"a"},"token_ids":[1]}]}'],
    ['two choices', '{"choices":[{"delta":{"content":"a"}},{"delta":{"content":"b"}}]}'],
    ['a finish', '{"choices":[{"delta":{"content":"a"},"finish_reason":"stop"}]}'],
    ['an error', '{"choices":[{"delta":{"content":"a"}}],"error":{}}'],
    ['timings', '{"choices":[{"delta":{"content":"a"}}],"timings":{"predicted_n":1}}'],
    [
      'details of usage',
      '{"choices":[{"delta":{"content":"a"}}],"usage":{"completion_tokens":1,"prompt_tokens_details":{"cached_tokens":2}}}',
    ],
    ['reasoning alone', '{"choices":[{"delta":{"reasoning_content":"a"}}]}'],
    ['text of an event without choices', '{"content":"a","stop":false}'],
    ['its key twice, the last of which counts', '{"choices":[{"delta":{"content":"a","content":"b"}}]}'],
    ['its key in a place before', '{"content":"c","choices":[{"delta":{"content":"a"}}]}'],
  ])('learns nothing of %s', (_, event) => {
    expect(taught(event, `data: ${event}\n\n`)).toBe(0);
  });

  it('reads the counts of a usage', () => {
    const counts: number[][] = [];
    const usage = (total: number) =>
      `"usage":{"prompt_tokens":11,"total_tokens":${11 + total},"completion_tokens":${total}}`;
    const stream = [1, 2, 30].map((total) => `data: {"choices":[{"delta":{"content":"a"}}],${usage(total)}}`);
    new EventScanner().feed(Buffer.from([': x', ...stream, ''].join('\n\n')), {
      plain: (...found) => counts.push(found),
      familiar: () => {},
      other: () => {},
    });
    expect(counts).toEqual([
      [11, 2],
      [11, 30],
    ]);
  });
});

/** Changes, takes out or doubles some bytes, or whole stretches between events. */
function damage(roll: Dice, bytes: Uint8Array): Uint8Array {
  let result = Buffer.from(bytes);
  for (let times = 1 + Math.floor(roll() * 4); times > 0; times--) {
    const at = Math.floor(roll() * result.length);
    const length = Math.floor(roll() * roll() * 300);
    const how = roll();
    const stretch = result.subarray(at, at + length);
    if (how < 0.3) result[at] = Math.floor(roll() * 256);
    else if (how < 0.5) result = Buffer.concat([result.subarray(0, at), result.subarray(at + length)]);
    else if (how < 0.7)
      result = Buffer.concat([result.subarray(0, at), stretch, stretch, result.subarray(at + length)]);
    else if (how < 0.9) result[at] = '"\\{}[]:,\n\r 01n'.charCodeAt(Math.floor(roll() * 15));
    else result = Buffer.concat([result.subarray(0, at), Buffer.from('data: [DONE]\n\n'), result.subarray(at)]);
  }
  return result;
}
