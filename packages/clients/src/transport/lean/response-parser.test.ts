import { describe, expect, it } from 'vitest';
import { compareParsers } from '../../../tests/compare-parsers.ts';
import { askLlhttp } from '../../../tests/llhttp-oracle.ts';
import { parseResponse } from '../../../tests/parse-response.ts';
import { HeadMemory } from './head-memory.ts';
import { defaultLimits } from './response-limits.ts';
import { ResponseParser, Step } from './response-parser.ts';

const OK = 'HTTP/1.1 200 OK\r\n';
const CHUNKED = `${OK}transfer-encoding: chunked\r\n\r\n`;
const latin1 = (text: string) => Buffer.from(text, 'latin1');
const parse = (text: string, closed = false, limits = defaultLimits) => parseResponse([latin1(text)], closed, limits);

describe('a response', () => {
  it.each([
    ['content-length', `${OK}content-length: 2\r\n\r\nok`, 'ok', true],
    ['no body at all', `${OK}content-length: 0\r\n\r\n`, '', true],
    ['chunks', `${CHUNKED}1\r\no\r\n1\r\nk\r\n0\r\n\r\n`, 'ok', true],
    ['chunks with extensions and a trailer', `${CHUNKED}2;a="b\\"";c=d\r\nok\r\n0;e\r\nx-sum: 1\r\n\r\n`, 'ok', true],
    ['sizes in upper case, with zeros in front', `${CHUNKED}00A\r\n0123456789\r\n000\r\n\r\n`, '0123456789', true],
    ['names in any case', `${OK}CONTENT-LENGTH: 1\r\nConnection: Close\r\n\r\nx`, 'x', false],
    ['HTTP/1.0', 'HTTP/1.0 200 OK\r\ncontent-length: 1\r\n\r\nx', 'x', false],
    ['HTTP/1.0 that stays', 'HTTP/1.0 200 OK\r\nconnection: keep-alive\r\ncontent-length: 1\r\n\r\nx', 'x', true],
    [
      '1xx in front',
      `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 E\r\nlink: a\r\n\r\n${OK}content-length: 1\r\n\r\nx`,
      'x',
      true,
    ],
    ['a 204', 'HTTP/1.1 204 No Content\r\n\r\n', '', true],
    ['a 204 that names a length', 'HTTP/1.1 204 No Content\r\ncontent-length: 3\r\n\r\n', '', false],
    ['no reason', 'HTTP/1.1 200\r\ncontent-length: 0\r\n\r\n', '', true],
  ])('%s: is complete by itself', (_, text, body, reusable) => {
    const parsed = parse(text);
    expect(parsed).toMatchObject({ body, ending: 'complete', unread: 0 });
    expect(parsed.heads[0]!.keepAlive).toBe(reusable);
  });

  it('without a length lasts until the other side closes', () => {
    expect(parse(`${OK}\r\nab`)).toMatchObject({ body: 'ab', ending: 'unfinished' });
    expect(parse(`${OK}\r\nab`, true)).toMatchObject({ body: 'ab', ending: 'complete' });
    expect(parse(`${OK}transfer-encoding: chunked, gzip\r\n\r\n0\r\n\r\n`, true)).toMatchObject({ body: '0\r\n\r\n' });
  });

  it.each([
    ['inside the status line', 'HTTP/1.1 20'],
    ['inside a header', `${OK}content-le`],
    ['behind the head', `${OK}content-length: 2\r\n\r\n`],
    ['inside a body of known length', `${OK}content-length: 2\r\n\r\no`],
    ['inside a chunk size', `${CHUNKED}1`],
    ['inside a chunk', `${CHUNKED}2\r\no`],
    ['between chunks', `${CHUNKED}2\r\nok\r\n`],
    ['inside the trailer', `${CHUNKED}0\r\nx: y\r\n`],
  ])('cut %s is not complete', (_, text) => {
    expect(parse(text, true).ending).toBe('unfinished');
  });

  it('says how many bytes stand behind it', () => {
    expect(parse(`${OK}content-length: 2\r\n\r\nokHTTP/1.1`)).toMatchObject({ ending: 'complete', unread: 8 });
  });

  it.each([
    ['another protocol', 'SSH-2.0-OpenSSH_9.9\r\n', 'no HTTP status line'],
    ['HTTP/2 preface', 'PRI * HTTP/2.0\r\n', 'no HTTP status line'],
    ['HTTP/1.2', 'HTTP/1.2 200 OK\r\n', 'HTTP/1.2 is no version'],
    ['status 99', 'HTTP/1.1 099 X\r\n', 'status 99'],
    ['a switch of protocols', 'HTTP/1.1 101 Switching\r\n\r\n', /101/],
    ['a bare LF behind the status line', 'HTTP/1.1 200 OK\n', /without CR/],
    ['a bare LF behind a header', `${OK}a: b\n`, /without CR/],
    ['a folded header', `${OK}a: b\r\n c\r\n`, /folded/],
    ['a space before the colon', `${OK}a : b\r\n`, /no header name/],
    ['a NUL in a value', `${OK}a: \0\r\n`, /no header value/],
    ['two lengths', `${OK}content-length: 1\r\ncontent-length: 1\r\n`, /two content-lengths/],
    ['a signed length', `${OK}content-length: +1\r\n`, /no number/],
    ['a length beyond exact numbers', `${OK}content-length: 9007199254740993\r\n`, /too large/],
    ['length and chunks', `${OK}content-length: 1\r\ntransfer-encoding: chunked\r\n`, /both/],
    ['a chunk size that is none', `${CHUNKED}zz\r\n`, /no chunk size/],
    ['a chunk size beyond exact numbers', `${CHUNKED}40000000000000\r\n`, /too large/],
    ['a chunk longer than its size', `${CHUNKED}1\r\nok\r\n`, /longer/],
  ])('%s is refused', (_, text, says) => {
    const parsed = parse(text);
    expect(parsed.ending).toBe('broken');
    expect(parsed.reason).toMatch(says);
  });

  it('hands over what came before it broke', () => {
    expect(parse(`${CHUNKED}2\r\nok\r\nzz`)).toMatchObject({ body: 'ok', ending: 'broken' });
  });
});

describe('limits', () => {
  const limits = { headerBytes: 100, headerCount: 3, chunkLineBytes: 10 };
  const head = (fields: string) => parse(`${OK}${fields}content-length: 0\r\n\r\n`, false, limits).ending;

  it('names and values of a head must be shorter than headerBytes', () => {
    const rest = 'a'.length + 'content-length'.length + '0'.length;
    expect(head(`a: ${'x'.repeat(99 - rest)}\r\n`)).toBe('complete');
    expect(head(`a: ${'x'.repeat(100 - rest)}\r\n`)).toBe('broken');
  });

  it('a head that never ends is refused while it comes, in any of its parts', () => {
    for (const start of ['HTTP/1.1 200 ', `${OK}`, `${OK}a:b`, `${CHUNKED}0\r\n`, `${CHUNKED}0\r\na:`]) {
      expect(parseResponse([latin1(start), latin1('x'.repeat(101))], false, limits).ending).toBe('broken');
    }
  });

  it('there are as many headers as headerCount, not one more', () => {
    expect(head('a: 1\r\nb: 2\r\n')).toBe('complete');
    expect(head('a: 1\r\nb: 2\r\nc: 3\r\n')).toBe('broken');
  });

  it('the line of a chunk size has a length, whether of zeros or of extensions', () => {
    for (const [line, ending] of [
      ['0000000002', 'complete'],
      ['00000000002', 'broken'],
      ['2;aaaaaaaa', 'complete'],
      ['2;aaaaaaaaaa', 'broken'],
    ]) {
      expect(parse(`${CHUNKED}${line}\r\nok\r\n0\r\n\r\n`, false, { ...limits, headerBytes: 200 }).ending).toBe(ending);
    }
  });
});

describe('data of one read', () => {
  const bodies = (text: string) => {
    const parser = new ResponseParser(defaultLimits);
    const lent = latin1(text);
    const found: string[] = [];
    parser.begin();
    parser.give(lent, lent.length);
    for (let step = parser.next(); step === Step.head || step === Step.body; step = parser.next()) {
      if (step === Step.body) found.push(lent.toString('latin1', parser.bodyFrom, parser.bodyTo));
    }
    return found;
  };

  it('is one stretch of bytes, however many chunks it came in', () => {
    expect(bodies(`${CHUNKED}2\r\nab\r\n1\r\nc\r\n3\r\ndef\r\n0\r\n\r\n`)).toEqual(['abcdef']);
    expect(bodies(`${CHUNKED}2\r\nab\r\n9\r\ncd`)).toEqual(['abcd']);
  });
});

describe('a head that is remembered', () => {
  const first = latin1(`${OK}x-a: 1\r\ncontent-length: 1\r\n\r\nx`);
  const other = latin1(`${OK}x-a: 2\r\ncontent-length: 1\r\n\r\ny`);
  const memory = new HeadMemory(defaultLimits);
  const parser = new ResponseParser(defaultLimits, memory);
  const headers = (reads: readonly Uint8Array[]) => parseResponse(reads, false, defaultLimits, parser).headers[0];

  it('means the same again, and is not taken for one that differs in a byte', () => {
    expect([first, first, other, first, other, other].map((read) => headers([read]))).toEqual([
      'x-a: 1',
      'x-a: 1',
      'x-a: 2',
      'x-a: 1',
      'x-a: 2',
      'x-a: 2',
    ]);
  });

  it('is known only where all of it is there', () => {
    headers([first]);
    for (let border = 0; border <= first.length; border++) {
      expect(headers([first.subarray(0, border), first.subarray(border)])).toBe('x-a: 1');
    }
  });
});

describe('our parser and the one that undici runs', () => {
  it('agree on 20,000 responses by grammar, whole and damaged, however they are cut', () => {
    const { difference, ...counts } = compareParsers(20_000, 1);
    expect(difference).toBeUndefined();
    // The generator makes all three, or it would prove nothing.
    expect(Math.min(counts.complete, counts.broken, counts.unfinished)).toBeGreaterThan(2_000);
  });

  it('agree on every cut of a response with all that a response may have', () => {
    const bytes = latin1(
      `\r\nHTTP/1.1 103 E\r\nlink: a\r\n\r\n${OK}X-Id: a, b \r\nempty:\r\ntransfer-encoding: gzip, chunked\r\n\r\n3;a="b"\r\nabc\r\n1\r\nd\r\n0\r\ntrailer: x\r\n\r\n`,
    );
    for (let border = 0; border <= bytes.length; border++) {
      for (const reads of [[bytes.subarray(0, border), bytes.subarray(border)], [bytes.subarray(0, border)]]) {
        const ours = parseResponse(reads, true);
        const theirs = askLlhttp(reads, true);
        expect([ours.body, ours.ending, ours.heads]).toEqual([theirs.body, theirs.ending, theirs.heads]);
      }
    }
  });

  it('differ on purpose: RTSP and ICE are not HTTP, and a status below 100 is none', () => {
    for (const text of ['RTSP/1.0 200 OK\r\n\r\n', 'ICE/1.0 200 OK\r\n\r\n', 'HTTP/1.1 099 X\r\n']) {
      expect([parse(text).ending, askLlhttp([latin1(text)], false).ending === 'broken']).toEqual(['broken', false]);
    }
  });
});
