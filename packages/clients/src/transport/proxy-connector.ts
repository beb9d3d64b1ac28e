import { isIP, type Socket } from 'node:net';
import type { ConnectionOptions as TlsOptions } from 'node:tls';
import { buildConnector, Client } from 'undici';

type Connect = (...parameters: Parameters<buildConnector.connector>) => Socket | undefined;
type Target = buildConnector.Options;

/** Where requests go first, and what it wants to be told. */
export type ProxyServer = { readonly url: URL; readonly headers: Readonly<Record<string, string>> };

export function parseProxy(text: string): ProxyServer {
  const url = new URL(text);
  const { username, password } = url;
  if (!username && !password) return { url, headers: {} };
  const credentials = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64');
  return { url: new URL(url.origin), headers: { 'proxy-authorization': `Basic ${credentials}` } };
}

/**
 * Connects through an HTTP proxy: for `https` by a tunnel (CONNECT) with TLS to the server inside, for `http` to the
 * proxy itself, which is then asked for the whole URL (RFC 9112, 3.2.2).
 */
export function proxyConnector(
  proxy: ProxyServer,
  options: { tls: Pick<TlsOptions, 'ca' | 'rejectUnauthorized'>; timeoutMs: number },
): Connect {
  const { tls, timeoutMs } = options;
  const { url, headers } = proxy;
  const connect = buildConnector({
    ...tls,
    timeout: timeoutMs,
    allowH2: false,
  } as buildConnector.BuildOptions) as Connect;
  const hostname = url.hostname.replace(/^\[|\]$/g, '');
  const toProxy = { protocol: url.protocol, host: url.host, hostname, port: url.port } as Target;
  const tell = (callback: buildConnector.Callback, error: Error) =>
    callback(
      Object.assign(new Error(`the proxy ${url.origin}: ${error.message}`, { cause: error }), { code: codeOf(error) }),
      null,
    );

  return (target, callback) => {
    if (target.protocol !== 'https:') {
      return connect(toProxy, (error, socket) => (error ? tell(callback, error) : callback(null, socket)));
    }
    const client = new Client(url.origin, {
      connect: (_, done) => void connect(toProxy, done),
      headersTimeout: timeoutMs,
    });
    const { hostname: name } = target;
    const path = `${isIP(name) === 6 ? `[${name}]` : name}:${target.port || 443}`;
    client
      .connect({ path, headers: { ...headers, host: path } })
      .then(({ statusCode, socket }) => {
        if (statusCode >= 200 && statusCode < 300) connect({ ...target, httpSocket: socket as Socket }, callback);
        else {
          socket.on('error', () => {}).destroy();
          tell(callback, new Error(`it answers CONNECT ${path} with HTTP ${statusCode}`));
        }
      })
      .catch((error: Error) => tell(callback, error))
      .finally(() => void client.close());
    return undefined;
  };
}

/** undici tries again for ever where a connector fails with an error of its own sockets. */
function codeOf(error: Error): string | undefined {
  const { code } = error as { code?: string };
  return code === 'UND_ERR_SOCKET' ? undefined : code;
}
