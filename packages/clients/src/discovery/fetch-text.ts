import { request } from 'undici';
import { dispatcherOf } from '../access/dispatcher.ts';
import type { ServerAccess } from '../access/server-access.ts';

/** A scrape of a large server weighs some 70 KB. */
const LARGEST_BODY = 8 * 1024 * 1024;
const TIMEOUT_MS = 10_000;

/** The body of a GET, or nothing where there is none to have: an engine that does not tell is no fault. */
export async function fetchText(url: string, apiKey?: string, access?: ServerAccess): Promise<string | undefined> {
  try {
    const reply = await get(url, { apiKey, signal: AbortSignal.timeout(TIMEOUT_MS), access });
    return reply.status === 200 ? reply.text : undefined;
  } catch {
    return undefined;
  }
}

export type TextReply = { status: number; contentType: string; text: string; server?: string };

export async function get(
  url: string,
  options: { apiKey: string | undefined; signal: AbortSignal; access: ServerAccess | undefined },
): Promise<TextReply> {
  const { statusCode, headers, body } = await request(url, {
    method: 'GET',
    signal: options.signal,
    ...(options.access ? { dispatcher: dispatcherOf(options.access) } : {}),
    headers: {
      'accept-encoding': 'identity',
      ...(options.apiKey === undefined ? {} : { authorization: `Bearer ${options.apiKey}` }),
    },
  });
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of body as AsyncIterable<Buffer>) {
    size += piece.length;
    if (size > LARGEST_BODY) throw new Error(`more than ${LARGEST_BODY} bytes`);
    pieces.push(piece);
  }
  return {
    status: statusCode,
    contentType: String(headers['content-type'] ?? ''),
    text: Buffer.concat(pieces).toString(),
    ...(headers.server === undefined ? {} : { server: String(headers.server) }),
  };
}
