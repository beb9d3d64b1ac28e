import { expect, it } from 'vitest';
import { parseBaseUrl } from './base-url.ts';

it.each([
  ['http://127.0.0.1:8000', 'http://127.0.0.1:8000', ''],
  ['http://127.0.0.1:8000/', 'http://127.0.0.1:8000', ''],
  ['http://127.0.0.1:8000/v1', 'http://127.0.0.1:8000', ''],
  ['http://127.0.0.1:8000/v1/', 'http://127.0.0.1:8000', ''],
  ['https://host/api/openai/v1', 'https://host', '/api/openai'],
  ['https://host/api/openai', 'https://host', '/api/openai'],
  ['http://[::1]:80/v1', 'http://[::1]', ''],
  ['http://host/v1beta', 'http://host', '/v1beta'],
])('%s', (url, origin, prefix) => {
  expect(parseBaseUrl(url)).toMatchObject({ origin, prefix });
});

it.each(['localhost:8000', 'ftp://host', '', '/v1'])('%j is refused with an example', (url) => {
  expect(() => parseBaseUrl(url)).toThrow(/not an http or https URL/);
});

it('a password in the URL is refused without being repeated', () => {
  expect(() => parseBaseUrl('http://me:secret@host/v1')).toThrow(/^--url host: a URL must not carry/);
});
