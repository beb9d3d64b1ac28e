import type { ConnectionOptions as TlsOptions } from 'node:tls';

/**
 * How a server is reached, where its URL alone does not say it. Plain data, so that it can be handed to a thread; it may
 * hold the password of a proxy, so it is never printed or written.
 */
export type ServerAccess = {
  /** Certificates to trust instead of the system's, PEM. */
  ca?: string;
  /** Trusts whoever answers. */
  insecure?: boolean;
  /** A Unix socket to connect to instead of the host of the URL. */
  socketPath?: string;
  /** URL of an HTTP proxy that stands in between. */
  proxy?: string;
};

/** What Node's `tls` is told; said in full, so that the environment cannot switch checking off. */
export function tlsOptionsOf({ ca, insecure }: ServerAccess): Pick<TlsOptions, 'ca' | 'rejectUnauthorized'> {
  return { ...(ca === undefined ? {} : { ca }), rejectUnauthorized: insecure !== true };
}
