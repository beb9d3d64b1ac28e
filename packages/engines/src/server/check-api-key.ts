import { createHash, timingSafeEqual } from 'node:crypto';
import { RequestError } from './error-reply.ts';
import type { Exchange } from './exchange.ts';

/** As in vLLM the key guards what costs something; health, metrics, facts and token counts stay open. */
export function checkApiKey({ path, request }: Exchange, apiKey: string | undefined): void {
  if (apiKey === undefined || !(path.startsWith('/v1/') || path.startsWith('/bench/'))) return;
  const given = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (given !== undefined && timingSafeEqual(digest(given), digest(apiKey))) return;
  throw new RequestError(given === undefined ? 'an API key is needed' : 'the API key is wrong', {
    status: 401,
    code: 'invalid_api_key',
    headers: { 'WWW-Authenticate': 'Bearer' },
  });
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
