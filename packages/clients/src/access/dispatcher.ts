import { Agent, type Dispatcher, ProxyAgent } from 'undici';
import { type ServerAccess, tlsOptionsOf } from './server-access.ts';

const known = new WeakMap<ServerAccess, Dispatcher>();

/** What undici asks through, to reach a server in this way. The same access gives the same one. */
export function dispatcherOf(access: ServerAccess): Dispatcher {
  let dispatcher = known.get(access);
  if (!dispatcher) {
    dispatcher = create(access);
    known.set(access, dispatcher);
  }
  return dispatcher;
}

function create(access: ServerAccess): Dispatcher {
  const { proxy, socketPath } = access;
  const tls = tlsOptionsOf(access);
  // The load speaks HTTP/1.1; whoever asks beforehand should meet the same server.
  if (proxy !== undefined) return new ProxyAgent({ uri: proxy, requestTls: tls, proxyTls: tls, allowH2: false });
  return new Agent({ allowH2: false, connect: { ...tls, ...(socketPath === undefined ? {} : { socketPath }) } });
}
