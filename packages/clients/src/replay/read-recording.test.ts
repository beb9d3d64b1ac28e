import { BenchmarkError } from '@sagellm/bench-protocol';
import { describe, expect, it } from 'vitest';
import { parseRecording, readRecording } from './read-recording.ts';

const HEAD =
  '{"status":200,"headers":{"content-type":"text/event-stream"},"request":{"method":"POST","path":"/v1/chat/completions","body":{"model":"m"}},"head_ms":2}';
const END = '{"end":"fin","ms":9}';

const parse = (text: string, file = 'a.chunks.jsonl') => parseRecording(Buffer.from(text), file);

function faultOf(work: () => unknown): BenchmarkError {
  try {
    work();
  } catch (error) {
    expect(error).toBeInstanceOf(BenchmarkError);
    return error as BenchmarkError;
  }
  throw new Error('nothing was thrown');
}

describe('parseRecording', () => {
  it('reads a stream: head, reads as text or base64, end', () => {
    const recording = parse(
      [HEAD, '{"ms":3,"text":"é","raw_bytes":9,"http_chunks":1}', '{"ms":3,"b64":"w6k="}', END].join('\n'),
    );
    expect(recording).toEqual({
      file: 'a.chunks.jsonl',
      status: 200,
      headers: { 'content-type': 'text/event-stream' },
      headMs: 2,
      request: { method: 'POST', path: '/v1/chat/completions', body: { model: 'm' } },
      reads: [
        { ms: 3, bytes: Buffer.from('é') },
        { ms: 3, bytes: Buffer.from('é') },
      ],
      end: 'fin',
      endMs: 9,
    });
  });

  it('reads a reply: status line, headers in any case, body with blank lines in it', () => {
    const recording = parse(
      'HTTP/1.1 404 Not Found\r\nContent-Type: text/plain\r\nX-A:\r\n\r\nfirst\r\n\r\nsecond',
      'a.http',
    );
    expect(recording).toMatchObject({ status: 404, headers: { 'content-type': 'text/plain', 'x-a': '' }, end: 'fin' });
    expect(Buffer.from(recording.reads[0]!.bytes).toString()).toBe('first\r\n\r\nsecond');
    expect(parse('HTTP/1.1 204 No Content\n\n', 'a.http').reads).toEqual([]);
  });

  it.each([
    ['nothing', '', /a\.chunks\.jsonl:1: a recording has at least a head line and an end line/],
    ['a head line only', `${HEAD}\n`, /:1: a recording has at least/],
    ['half a JSON', `${HEAD}\n{"ms":3,"te\n${END}`, /:2: not JSON/],
    ['a list', `${HEAD}\n[]\n${END}`, /:2: not a JSON object/],
    ['no end', `${HEAD}\n{"ms":3,"text":"a"}`, /:2: the last line has no "end": is the recording cut\?/],
    ['an unknown end', `${HEAD}\n{"end":"bang","ms":1}`, /:2: "end" is none of fin, fin-before-last-chunk, reset/],
    ['neither text nor b64', `${HEAD}\n{"ms":3}\n${END}`, /:2: a read has either "text" or "b64"/],
    ['both', `${HEAD}\n{"ms":3,"text":"a","b64":"YQ=="}\n${END}`, /:2: a read has either/],
    ['no base64', `${HEAD}\n{"ms":3,"b64":"?"}\n${END}`, /:2: a read has either/],
    ['a misspelt key', `${HEAD}\n{"ms":3,"txt":"a"}\n${END}`, /:2: unknown key "txt" \(known: ms, text/],
    ['time that goes back', `${HEAD}\n{"ms":3,"text":"a"}\n{"ms":2,"text":"b"}\n${END}`, /:3: "ms" goes back/],
    ['an end before the last read', `${HEAD}\n{"ms":30,"text":"a"}\n${END}`, /:3: "ms" goes back/],
    ['a negative time', `${HEAD}\n{"ms":-1,"text":"a"}\n${END}`, /:2: "ms" is no number of milliseconds/],
    ['no status', `{"headers":{}}\n${END}`, /:1: "status" is no HTTP status/],
    ['headers that are numbers', `{"status":200,"headers":{"a":1}}\n${END}`, /:1: "headers" is no object of texts/],
    [
      'a request without a path',
      `{"status":200,"headers":{},"request":{"method":"GET"}}\n${END}`,
      /:1: "request" has no method/,
    ],
  ])('%s: file, line, and what is wrong', (_, text, says) => {
    const fault = faultOf(() => parse(text));
    expect([fault.exitCode, fault.message]).toEqual([2, expect.stringMatching(says)]);
  });

  it.each([
    ['no status line', 'hello\r\n\r\nbody', /a\.http:1: no HTTP\/1\.1 status line/],
    ['a broken header', 'HTTP/1.1 200 OK\r\nwhat is this\r\n\r\n', /a\.http:2: not a header/],
    ['no blank line', 'HTTP/1.1 200 OK\r\na: b', /a\.http:1: no blank line/],
  ])('%s in a reply', (_, text, says) => {
    expect(faultOf(() => parse(text, 'a.http')).message).toMatch(says);
  });

  it('refuses other encodings, other files and files that are not there', async () => {
    expect(faultOf(() => parseRecording(Uint8Array.of(0xff, 0xfe), 'a.chunks.jsonl')).message).toBe(
      'a.chunks.jsonl: not UTF-8',
    );
    expect(faultOf(() => parse('', 'a.txt')).message).toMatch(/^a\.txt: neither a \.chunks\.jsonl nor a \.http/);
    await expect(readRecording('/nowhere/a.http')).rejects.toThrow(/^\/nowhere\/a\.http: cannot be read \(ENOENT\)$/);
  });
});
