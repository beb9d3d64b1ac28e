import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { faultError } from '@sagellm/bench-protocol';

/** Binds and returns the port. */
export function listen(server: Server, { host, port }: { host: string; port: number }): Promise<number> {
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException) => reject(explain(error, { host, port }));
    server.once('error', fail);
    server.listen({ host, port }, () => {
      server.removeListener('error', fail);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d+){3}$/.test(host);
}

function explain(error: NodeJS.ErrnoException, { host, port }: { host: string; port: number }) {
  switch (error.code) {
    case 'EADDRINUSE':
      return faultError(`port ${port} on ${host} is in use`, 'choose another port, or 0 for any free one', error);
    case 'EACCES':
      return faultError(`port ${port} on ${host} needs rights this user has not`, 'choose a port above 1023', error);
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return faultError(`host ${host} is no address of this machine`, 'use 127.0.0.1 or 0.0.0.0', error);
    default:
      return faultError(`cannot listen on ${host}, port ${port}: ${error.message}`, undefined, error);
  }
}
