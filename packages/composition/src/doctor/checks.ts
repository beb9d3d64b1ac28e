import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import os from 'node:os';
import { join } from 'node:path';
import { cacheFolder } from '../configuration/cache-folder.ts';

/** `fail`: something that `run` needs does not work. `warn`: it works, with a limit worth knowing. */
export type Check = { name: string; status: 'ok' | 'warn' | 'fail'; found: string; remedy?: string };

/** What works on this machine. Starts nothing but a listening socket on loopback. */
export async function runChecks(): Promise<Check[]> {
  return [nodeVersion(), await llama(), await cache(), processors(), memory(), await openFiles(), await loopback()];
}

function nodeVersion(): Check {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const good = major > 22 || (major === 22 && minor >= 19);
  return {
    name: 'Node',
    status: good ? 'ok' : 'fail',
    found: process.version,
    ...(good ? {} : { remedy: 'install Node 22.19 or newer' }),
  };
}

async function llama(): Promise<Check> {
  const { llamaVersion } = await import('@sagellm/bench-engines');
  const name = 'llama.cpp (--backend cpu)';
  try {
    return { name, status: 'ok', found: await llamaVersion() };
  } catch (error) {
    return {
      name,
      status: 'fail',
      found: (error as Error).message,
      remedy: 'npm install node-llama-cpp; the other backends work without it',
    };
  }
}

async function cache(): Promise<Check> {
  const folder = cacheFolder();
  const probe = join(folder, `.doctor-${process.pid}`);
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(probe, '');
    await rm(probe);
    return { name: 'model cache', status: 'ok', found: folder };
  } catch (error) {
    return {
      name: 'model cache',
      status: 'fail',
      found: (error as Error).message,
      remedy: 'name a folder that can be written to in SAGELLM_BENCH_CACHE',
    };
  }
}

function processors(): Check {
  const cores = os.availableParallelism();
  const load = os.loadavg()[0]!;
  const found = `${cores} cores, load ${load.toFixed(1)}`;
  if (load > cores * 0.5)
    return {
      name: 'processor',
      status: 'warn',
      found,
      remedy: 'other programs run: latencies measured now contain their share',
    };
  if (cores < 2)
    return {
      name: 'processor',
      status: 'warn',
      found,
      remedy: 'engine and load generator share one core: use --backend mock, or a server elsewhere',
    };
  return { name: 'processor', status: 'ok', found };
}

function memory(): Check {
  const free = os.freemem() / 2 ** 20;
  const found = `${Math.round(free)} MB free of ${Math.round(os.totalmem() / 2 ** 20)} MB`;
  return free < 512
    ? { name: 'memory', status: 'warn', found, remedy: 'the embedded engine takes about 100 MB' }
    : { name: 'memory', status: 'ok', found };
}

/** Linux tells; elsewhere the limit is not known from here. */
async function openFiles(): Promise<Check> {
  const limits = await readFile('/proc/self/limits', 'utf8').catch(() => '');
  const soft = /Max open files\s+(\d+)/.exec(limits)?.[1];
  if (!soft) return { name: 'open files', status: 'ok', found: 'limit not known on this system' };
  const room = Number(soft) - 64;
  return {
    name: 'open files',
    status: room < 1000 ? 'warn' : 'ok',
    found: `limit ${soft}: at most ${room} connections at once`,
    ...(room < 1000 ? { remedy: 'raise it with ulimit -n before runs with many connections' } : {}),
  };
}

function loopback(): Promise<Check> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error) =>
      resolve({
        name: 'loopback',
        status: 'fail',
        found: error.message,
        remedy: 'the embedded engines need to listen on 127.0.0.1',
      }),
    );
    server.listen(0, '127.0.0.1', () =>
      server.close(() => resolve({ name: 'loopback', status: 'ok', found: '127.0.0.1 can be listened on' })),
    );
  });
}
