import { readFile, stat } from 'node:fs/promises';
import { type EnvironmentProxy, environmentProxy, type ServerAccess } from '@sagellm/bench-clients';
import { type RunPlan, usageError, type Warning } from '@sagellm/bench-protocol';

export type WayToServer = {
  access: ServerAccess;
  /** That the environment names, whether it is used or not. */
  proxy: EnvironmentProxy | undefined;
  warnings: readonly Warning[];
};

/** How a server is reached beyond its URL: what the plan says of TLS and sockets, and the environment of proxies. */
export async function findWay(
  plan: RunPlan,
  url: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<WayToServer> {
  if (!url.startsWith('https:')) {
    for (const [flag, given] of [
      ['--ca', plan.ca !== undefined],
      ['--insecure', plan.insecure],
    ] as const) {
      if (given)
        throw usageError(`${flag}: the URL is not https, there is no certificate to check`, 'write --url https://…');
    }
  }
  const ca = plan.ca === undefined ? undefined : await readCertificates(plan.ca);
  if (ca !== undefined && plan.insecure) throw usageError('--ca and --insecure exclude each other');
  if (plan.unix_socket !== undefined) await checkSocket(plan.unix_socket);
  // A socket of this machine is behind no proxy.
  const proxy = plan.unix_socket === undefined ? environmentProxy(url, env) : undefined;
  return {
    access: {
      ...(ca === undefined ? {} : { ca }),
      ...(plan.insecure ? { insecure: true } : {}),
      ...(plan.unix_socket === undefined ? {} : { socketPath: plan.unix_socket }),
      // Our own client speaks to servers only; who asks for it is taken to the server directly.
      ...(proxy && plan.transport !== 'lean' ? { proxy: proxy.url } : {}),
    },
    proxy,
    warnings: plan.insecure ? [NOT_VERIFIED] : [],
  };
}

const NOT_VERIFIED: Warning = {
  code: 'tls-not-verified',
  message:
    'CERTIFICATES WERE NOT CHECKED (--insecure): nobody knows which server answered, and anyone in between could read the API key and the prompts',
  remedy: "trust the server's own certificate with --ca FILE",
};

async function readCertificates(path: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    const why = cause.code === 'ENOENT' ? 'there is no such file' : cause.message;
    throw usageError(`--ca ${path}: ${why}`, undefined, cause);
  });
  if (!text.includes('-----BEGIN CERTIFICATE-----')) {
    throw usageError(`--ca ${path}: no certificate in PEM form in it`, 'it begins with -----BEGIN CERTIFICATE-----');
  }
  return text;
}

async function checkSocket(path: string): Promise<void> {
  const found = await stat(path).catch((cause: NodeJS.ErrnoException) => {
    const why = cause.code === 'ENOENT' ? 'there is no such socket' : cause.message;
    throw usageError(`--unix-socket ${path}: ${why}`, 'is the server running, and is this where it listens?', cause);
  });
  if (!found.isSocket()) throw usageError(`--unix-socket ${path}: not a socket`);
}
