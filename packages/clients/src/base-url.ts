import { usageError } from '@sagellm/bench-protocol';

/** Where the routes of a server are. */
export type ServerUrl = {
  /** Scheme, host and port. */
  origin: string;
  /** Path in front of `/v1`, without a slash at its end; usually empty. */
  prefix: string;
  /** As it may be printed: no slash at the end, no credentials. */
  text: string;
};

/** Reads a base URL with or without `/v1` at its end; a path in front of it is kept. */
export function parseBaseUrl(baseUrl: string): ServerUrl {
  const url = URL.parse(baseUrl);
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw usageError(`--url ${baseUrl}: not an http or https URL`, 'e.g. --url http://127.0.0.1:8000/v1');
  }
  if (url.username || url.password) {
    throw usageError(
      `--url ${url.host}: a URL must not carry a user name or password`,
      'pass a key with --api-key or OPENAI_API_KEY',
    );
  }
  const path = url.pathname.replace(/\/+$/, '');
  return { origin: url.origin, prefix: path.replace(/\/v1$/, ''), text: url.origin + path };
}
