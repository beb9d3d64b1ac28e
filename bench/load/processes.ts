import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';

/** The client has a core of its own and the server another, where Linux and two cores allow it. */
export const CLIENT_CORE = 0;
export const SERVER_CORE = 1;
export const canPin = availableParallelism() > 1 && hasTaskset();

const root = fileURLToPath(new URL('../..', import.meta.url));
const cli = `${root}apps/cli/src/main.ts`;
const clientsBench = `${root}packages/clients/bench/`;

/** A module of the repository in a process of its own, on a core or on all of them. */
export function start(module: string, args: readonly string[], core: number | undefined): ChildProcess {
  const command = [process.execPath, module, ...args];
  const pinned = canPin && core !== undefined ? ['taskset', '-c', String(core), ...command] : command;
  return spawn(pinned[0]!, pinned.slice(1), { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
}

export const startCli = (args: readonly string[], core: number | undefined) => start(cli, args, core);
export const startClientsBench = (name: string, args: readonly string[], core: number) =>
  start(`${clientsBench}${name}.ts`, args, core);

/** The first message of a process; rejects with what it said on stderr where it ends before. */
export function firstMessage<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    let said = '';
    child.stderr?.on('data', (text) => {
      said += text;
    });
    child.once('message', (message) => resolve(message as T));
    child.once('exit', (code) => reject(new Error(`ended with ${code}: ${said}`)));
  });
}

export type Ended = { stdout: string; stderr: string; code: number | null; memory: MemorySample[] };
/** Resident bytes at a moment, and how large a file had grown by then. */
export type MemorySample = { rss: number; written: number };

/** Waits for the end of a process and watches its memory meanwhile; `sizeOf` tells how far it has come. */
export async function watch(child: ChildProcess, sizeOf: () => number = () => 0): Promise<Ended> {
  let stdout = '';
  let stderr = '';
  const memory: MemorySample[] = [];
  child.stdout?.on('data', (text) => {
    stdout += text;
  });
  child.stderr?.on('data', (text) => {
    stderr += text;
  });
  const timer = setInterval(() => {
    const rss = residentBytes(child.pid!);
    if (rss !== undefined) memory.push({ rss, written: sizeOf() });
  }, 100);
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  clearInterval(timer);
  return { stdout, stderr, code, memory };
}

function residentBytes(pid: number): number | undefined {
  try {
    const found = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'));
    return found ? Number(found[1]) * 1024 : undefined;
  } catch {
    return undefined;
  }
}

function hasTaskset(): boolean {
  try {
    execFileSync('taskset', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
