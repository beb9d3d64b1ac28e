import { BlockList, isIP } from 'node:net';
import { usageError } from '@sagellm/bench-protocol';

type Environment = Readonly<Record<string, string | undefined>>;

/** A proxy that the environment names for a URL, and which variable did. */
export type EnvironmentProxy = {
  variable: string;
  /** May carry credentials. */
  url: string;
  /** Scheme, host and port, to be printed. */
  text: string;
};

/**
 * The proxy that `HTTP_PROXY` or `HTTPS_PROXY` (or the same in small letters, which win) names for this URL, if
 * `NO_PROXY` does not except it. As in Go and curl: names stand for themselves and all below them, networks may be
 * written `10.0.0.0/8`, and loopback never goes through a proxy.
 *
 * Throws a usage error where the variable names no HTTP proxy.
 */
export function environmentProxy(url: string, env: Environment): EnvironmentProxy | undefined {
  const { protocol, hostname, port } = new URL(url);
  const variable = named(env, protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY');
  if (!variable) return undefined;
  const host = hostname.replace(/^\[|\]$/g, '').toLowerCase();
  const exceptions = named(env, 'NO_PROXY')?.value ?? '';
  if (isLoopback(host) || isExcepted(host, port || (protocol === 'https:' ? '443' : '80'), exceptions))
    return undefined;
  // curl takes `proxy:3128` too.
  const proxy = URL.parse(/^[a-z0-9]+:\/\//i.test(variable.value) ? variable.value : `http://${variable.value}`);
  if (!proxy || !/^https?:$/.test(proxy.protocol)) {
    throw usageError(
      `${variable.name}: not the URL of an HTTP proxy`,
      `e.g. ${variable.name}=http://proxy:3128, or name the server in NO_PROXY to reach it directly`,
    );
  }
  return { variable: variable.name, url: proxy.href, text: proxy.origin };
}

function named(env: Environment, name: string): { name: string; value: string } | undefined {
  for (const key of [name.toLowerCase(), name]) {
    const value = env[key]?.trim();
    if (value) return { name: key, value };
  }
  return undefined;
}

function isLoopback(host: string): boolean {
  return (
    host === 'localhost' ||
    host.endsWith('.localhost') ||
    host === '::1' ||
    (isIP(host) === 4 && host.startsWith('127.'))
  );
}

function isExcepted(host: string, port: string, exceptions: string): boolean {
  return exceptions
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .some((entry) => matches(entry, host, port));
}

function matches(entry: string, host: string, port: string): boolean {
  if (entry === '*') return true;
  if (entry.includes('/')) return isInNetwork(entry, host);
  const { name, only } = splitPort(entry);
  if (only !== undefined && only !== port) return false;
  const bare = name.replace(/^\*?\./, '');
  return host === bare || (isIP(host) === 0 && host.endsWith(`.${bare}`));
}

/** `host:port`, `[::1]:port`, or an address of version 6 without one. */
function splitPort(entry: string): { name: string; only: string | undefined } {
  const found = /^\[(.+)\](?::(\d+))?$/.exec(entry) ?? /^([^:]+)(?::(\d+))?$/.exec(entry);
  return { name: found?.[1] ?? entry, only: found?.[2] };
}

function isInNetwork(entry: string, host: string): boolean {
  const [address = '', bits = ''] = entry.split('/');
  const version = isIP(address);
  if (version === 0 || isIP(host) !== version || !/^\d+$/.test(bits) || Number(bits) > (version === 4 ? 32 : 128))
    return false;
  const family = version === 4 ? 'ipv4' : 'ipv6';
  const network = new BlockList();
  network.addSubnet(address, Number(bits), family);
  return network.check(host, family);
}
