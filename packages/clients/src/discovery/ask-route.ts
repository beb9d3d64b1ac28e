import { faultError } from '@sagellm/bench-protocol';
import type { ServerAccess } from '../access/server-access.ts';
import { certificateProblem } from '../transport/certificate-problem.ts';
import { nameSocketFailure } from '../transport/name-socket-failure.ts';
import { get, type TextReply } from './fetch-text.ts';

export type AskOptions = { apiKey?: string; signal: AbortSignal; timeoutMs: number; access?: ServerAccess };

const REMEDY = 'is it running, is the port right, and is --url the address it listens on?';
const PROXY_REMEDY =
  'is the proxy that the environment names running, and does it let this through? NO_PROXY names servers to reach directly';

/** A route that must answer, whatever it says. Throws a fault (exit 1) that names `url` where nobody does. */
export async function askRoute(route: string, url: string, options: AskOptions): Promise<TextReply> {
  const limit = AbortSignal.timeout(options.timeoutMs);
  try {
    const signal = AbortSignal.any([options.signal, limit]);
    return await get(route, { apiKey: options.apiKey, signal, access: options.access });
  } catch (error) {
    options.signal.throwIfAborted();
    const certificate = error instanceof Error ? certificateProblem(error) : undefined;
    const why = limit.aborted ? `no answer within ${options.timeoutMs} ms` : (certificate?.what ?? reasonOf(error));
    throw faultError(
      `${url}: the server cannot be reached (${why})`,
      certificate?.remedy ?? (options.access?.proxy === undefined ? REMEDY : PROXY_REMEDY),
      error,
    );
  }
}

/** A route that need not be there. */
export async function askAside(route: string, options: AskOptions): Promise<TextReply | undefined> {
  const signal = AbortSignal.any([options.signal, AbortSignal.timeout(options.timeoutMs)]);
  const reply = await get(route, { apiKey: options.apiKey, signal, access: options.access }).catch(() => undefined);
  options.signal.throwIfAborted();
  return reply;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? nameSocketFailure(error, 'connecting').message : String(error);
}
