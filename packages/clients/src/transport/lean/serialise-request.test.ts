import type { HttpRequest } from '@sagellm/bench-protocol';
import { describe, expect, it } from 'vitest';
import { serialiseRequest } from './serialise-request.ts';

const request = (changes: Partial<HttpRequest> = {}): HttpRequest => ({
  method: 'POST',
  path: '/v1/x?y=1',
  headers: { accept: 'text/event-stream', 'x-request-id': 'r-1' },
  body: Buffer.from('{"a":"é"}'),
  ...changes,
});

describe('serialiseRequest', () => {
  it('is head and body in one buffer', () => {
    expect(serialiseRequest(request(), '[::1]:8000').toString()).toBe(
      'POST /v1/x?y=1 HTTP/1.1\r\nhost: [::1]:8000\r\nconnection: keep-alive\r\naccept: text/event-stream\r\nx-request-id: r-1\r\ncontent-length: 10\r\n\r\n{"a":"é"}',
    );
  });

  it('names a length of 0 for a POST, none for a GET', () => {
    const bare = { headers: {}, body: undefined };
    expect(serialiseRequest(request(bare), 'h').toString()).toMatch(/\r\ncontent-length: 0\r\n\r\n$/);
    expect(serialiseRequest(request({ ...bare, method: 'GET' }), 'h').toString()).toBe(
      'GET /v1/x?y=1 HTTP/1.1\r\nhost: h\r\nconnection: keep-alive\r\n\r\n',
    );
  });

  it('is taken as it is where it was made before', () => {
    const wire = Buffer.from('made before');
    expect(serialiseRequest({ ...request(), wire }, 'h')).toBe(wire);
  });

  it.each([
    ['a line break in a header', { headers: { 'x-request-id': 'a\r\nevil: 1' } }],
    ['a character beyond latin1', { headers: { 'x-request-id': '→' } }],
    ['a header name with a space', { headers: { 'a b': 'c' } }],
    ['a header that the transport writes itself', { headers: { 'Content-Length': '3' } }],
    ['a space in the path', { path: '/a b' }],
    ['a path without a slash', { path: 'http://h/' }],
  ])('refuses %s', (_, changes) => {
    expect(() => serialiseRequest(request(changes), 'h')).toThrow();
  });
});
