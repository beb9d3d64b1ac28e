import { connect as connectPlain, isIP, type OnReadOpts, type Socket } from 'node:net';
import { connect as connectTls, type ConnectionOptions as TlsOptions } from 'node:tls';

export type LeanTls = {
  /** Certificates to trust instead of the system's, PEM. */
  ca?: TlsOptions['ca'];
  /** Trusts whoever answers. */
  insecure?: boolean;
  /** Name that the certificate must have, and that is asked for (SNI), where it is not that of the URL. */
  servername?: string;
};

/** Where a server is. */
export type ServerAddress = {
  secure: boolean;
  host: string;
  port: number;
  /** As it stands in the Host header. */
  hostHeader: string;
  socketPath: string | undefined;
  tls: LeanTls;
};

/** As undici does it: a peer that vanished is noticed some time. */
const PROBE_AFTER_MS = 60_000;

export function addressOf(origin: string, socketPath: string | undefined, tls: LeanTls = {}): ServerAddress {
  const url = new URL(origin);
  const secure = url.protocol === 'https:';
  return {
    secure,
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port) || (secure ? 443 : 80),
    hostHeader: url.host,
    socketPath,
    tls,
  };
}

/** Starts to connect. What is read comes into the buffer and to the callback of `onread`; there are no `data` events. */
export function connectSocket(address: ServerAddress, onread: OnReadOpts, onReady: () => void): Socket {
  const { secure, host, port, socketPath, tls } = address;
  const where = socketPath === undefined ? { host, port } : { path: socketPath };
  const options = { ...where, onread, noDelay: true, keepAlive: true, keepAliveInitialDelay: PROBE_AFTER_MS };
  if (!secure) return connectPlain(options, onReady);
  const servername = tls.servername ?? (isIP(host) ? '' : host);
  return connectTls(
    {
      ...options,
      servername,
      ...(tls.ca === undefined ? {} : { ca: tls.ca }),
      rejectUnauthorized: tls.insecure !== true,
      ALPNProtocols: ['http/1.1'],
    } as TlsOptions,
    onReady,
  );
}
