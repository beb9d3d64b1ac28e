import type { FailureClass } from '@sagellm/bench-protocol';
import { delta, events, finish, type Pieces, usage } from './read-pieces.ts';

export type BrokenStream = Omit<Pieces, 'pieces'> & {
  what: string;
  body: string;
  /** `completed`, or the class of failure. */
  becomes: FailureClass | 'completed';
  says?: RegExp;
  remark?: RegExp;
};

const role = { choices: [{ index: 0, delta: { role: 'assistant', content: '' } }] };

/** Streams that end in another way than they should, and what each of them is. */
export const brokenStreams: readonly BrokenStream[] = [
  { what: 'a whole stream', body: events(role, delta('a'), finish(), usage(1), '[DONE]'), becomes: 'completed' },
  { what: 'no [DONE] behind a finish', body: events(delta('a'), finish()), becomes: 'completed' },
  { what: '[DONE] without a finish', body: events(delta('a'), '[DONE]'), becomes: 'completed' },
  { what: 'cut before the first event', body: '', cut: true, becomes: 'truncated' },
  { what: 'an orderly end before the first event', body: '', becomes: 'truncated', says: /before its first event/ },
  { what: 'cut behind the role chunk', body: events(role), cut: true, becomes: 'truncated' },
  { what: 'cut between tokens', body: events(delta('a'), delta('b')), cut: true, becomes: 'truncated' },
  { what: 'cut inside an event', body: `${events(delta('a'))}data: {"cho`, cut: true, becomes: 'truncated' },
  {
    what: 'an orderly end between tokens',
    body: events(delta('a')),
    becomes: 'truncated',
    says: /neither finish_reason nor/,
  },
  { what: 'usage but neither finish nor [DONE]', body: events(delta('a'), usage(1)), becomes: 'truncated' },
  { what: 'an empty finish_reason is none', body: events(delta('a'), finish('')), becomes: 'truncated' },
  {
    what: 'cut behind the finish',
    body: events(delta('a'), finish()),
    cut: true,
    becomes: 'completed',
    remark: /after finish_reason: .*closed/,
  },
  {
    what: 'cut behind [DONE]',
    body: events(delta('a'), finish(), '[DONE]'),
    cut: true,
    becomes: 'completed',
    remark: /after \[DONE\]: .*closed/,
  },
  {
    what: 'an error as the first event',
    body: events({ error: { message: 'boom', code: 500 } }, '[DONE]'),
    becomes: 'stream-error',
    says: /^boom$/,
  },
  {
    what: 'an error between tokens',
    body: events(delta('a'), { error: { message: 'boom', type: 'InternalServerError' } }, '[DONE]'),
    becomes: 'stream-error',
  },
  {
    what: 'an error that is text',
    body: events(delta('a'), { error: 'engine gone' }),
    becomes: 'stream-error',
    says: /engine gone/,
  },
  {
    what: 'a flat error object',
    body: events({ object: 'error', message: 'flat', code: 400 }),
    becomes: 'stream-error',
    says: /^flat$/,
  },
  {
    what: 'an event of type error',
    body: 'event: error\ndata: out of memory\n\n',
    becomes: 'stream-error',
    says: /out of memory/,
  },
  {
    what: 'an error behind a finish, before [DONE]',
    body: events(delta('a'), finish(), { error: { message: 'late' } }),
    becomes: 'stream-error',
  },
  {
    what: 'finish_reason abort',
    body: events(delta('a'), finish('abort'), '[DONE]'),
    becomes: 'stream-error',
    says: /abort/,
  },
  { what: 'finish_reason error', body: events(delta('a'), finish('error'), '[DONE]'), becomes: 'stream-error' },
  {
    what: 'a failure sent as assistant text',
    body: events(
      role,
      delta('[Stream error: no engine (code: ErrorCode.UNAVAILABLE)]', { finish_reason: 'stop' }),
      '[DONE]',
    ),
    becomes: 'error-as-text',
    says: /no engine/,
  },
  {
    what: 'the same words as an honest answer',
    body: events(delta('[Stream error: '), delta('is a string'), finish('stop'), '[DONE]'),
    becomes: 'completed',
  },
  {
    what: 'JSON that is none',
    body: events(delta('a'), '{"choices": [', '[DONE]'),
    becomes: 'malformed',
    says: /not a JSON object/,
  },
  { what: 'a JSON text', body: events('"hello"', '[DONE]'), becomes: 'malformed' },
  {
    what: 'HTML',
    body: '<html><body>Welcome</body></html>',
    contentType: 'text/html',
    becomes: 'malformed',
    says: /got text\/html: <html>/,
  },
  {
    what: 'a whole completion where a stream was asked',
    body: JSON.stringify({
      choices: [{ message: { content: 'hi' }, finish_reason: 'stop' }],
      usage: { prompt_tokens: 1, completion_tokens: 1 },
    }),
    contentType: 'application/json',
    becomes: 'malformed',
    says: /asked for an event stream, got application\/json/,
  },
  {
    what: 'an error object with status 200',
    body: '{"error":{"message":"nope"}}',
    contentType: 'application/json',
    becomes: 'stream-error',
    says: /nope/,
  },
  {
    what: 'an empty body of the wrong type',
    body: '',
    contentType: 'application/json',
    becomes: 'malformed',
    says: /empty body/,
  },
  { what: 'no token and [DONE]', body: events(role, '[DONE]'), becomes: 'empty' },
  { what: 'no token and a finish', body: events(role, finish('stop'), '[DONE]'), becomes: 'empty' },
  { what: 'no token and a usage of 0', body: events(role, finish('stop'), usage(0), '[DONE]'), becomes: 'empty' },
  { what: 'no text but a counted token', body: events(role, finish('stop'), usage(1), '[DONE]'), becomes: 'completed' },
  {
    what: 'text and a usage of 0',
    body: events(delta('a'), finish(), usage(0), '[DONE]'),
    becomes: 'usage-impossible',
    says: /0 output tokens/,
  },
  { what: 'as many tokens as allowed', body: events(delta('a'), finish(), usage(12), '[DONE]'), becomes: 'completed' },
  {
    what: 'one token more than allowed',
    body: events(delta('a'), finish(), usage(13), '[DONE]'),
    becomes: 'usage-impossible',
    says: /13 .* max_tokens 12/,
  },
  {
    what: 'HTTP 500 with an error object',
    body: '{"error":{"message":"kaputt","code":"internal"}}',
    status: 500,
    contentType: 'application/json',
    becomes: 'http',
    says: /^HTTP 500: kaputt$/,
  },
  {
    what: 'HTTP 503 without a body',
    body: '',
    status: 503,
    contentType: undefined,
    becomes: 'http',
    says: /HTTP 503 with an empty body/,
  },
  {
    what: 'HTTP 502 whose body is cut',
    body: '<html>Bad Gate',
    status: 502,
    contentType: 'text/html',
    cut: true,
    becomes: 'http',
    says: /Bad Gate/,
  },
  { what: 'HTTP 500 with an event stream', body: events(delta('a'), finish(), '[DONE]'), status: 500, becomes: 'http' },
  { what: 'a redirect', body: '', status: 302, contentType: undefined, becomes: 'http', says: /HTTP 302/ },
  {
    what: 'events behind [DONE]',
    body: events(delta('a'), finish(), '[DONE]', delta('b')),
    becomes: 'completed',
    remark: /after \[DONE\] were ignored/,
  },
  {
    what: 'comments, also as data',
    body: `: ping\n\n:\n\n${events(': keepalive', delta('a'), finish(), '[DONE]')}`,
    becomes: 'completed',
    remark: /comment came as data/,
  },
  {
    what: 'no content type at all',
    body: events(delta('a'), finish(), '[DONE]'),
    contentType: undefined,
    becomes: 'completed',
  },
];
