import type { HttpRequest } from '@sagellm/bench-protocol';

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const NO_VALUE = /[^\t\x20-\x7e\x80-\xff]/;
const NO_PATH = /[^\x21-\xff]/;
/** The transport speaks of the connection and of the length itself. */
const own = /^(?:host|connection|content-length|transfer-encoding|keep-alive|upgrade|expect)$/i;

/**
 * The bytes of a request, head and body in one buffer, as undici would write them; `host` as it stands in the URL. What
 * was made before the clock started is taken as it is. Throws where a header or the path has a character that HTTP
 * cannot carry.
 */
export function serialiseRequest(request: HttpRequest, host: string): Uint8Array {
  return request.wire ?? serialise(request, host);
}

function serialise({ method, path, headers, body }: HttpRequest, host: string): Buffer {
  if (!path.startsWith('/') || NO_PATH.test(path)) throw new Error(`no path of a request: ${JSON.stringify(path)}`);
  let head = `${method} ${path} HTTP/1.1\r\nhost: ${host}\r\nconnection: keep-alive\r\n`;
  for (const name in headers) {
    const value = headers[name]!;
    if (!TOKEN.test(name) || own.test(name)) throw new Error(`header ${JSON.stringify(name)} cannot be sent`);
    if (NO_VALUE.test(value)) throw new Error(`header ${name} has a character that HTTP cannot carry`);
    head += `${name}: ${value}\r\n`;
  }
  const length = body?.length ?? 0;
  head += method === 'POST' || length > 0 ? `content-length: ${length}\r\n\r\n` : '\r\n';
  const bytes = Buffer.allocUnsafe(head.length + length);
  bytes.write(head, 'latin1');
  if (body) bytes.set(body, head.length);
  return bytes;
}
