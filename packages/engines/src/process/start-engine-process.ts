import { type ChildProcess, fork } from 'node:child_process';
import { getCompileCacheDir } from 'node:module';
import type { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { EngineFacts } from '@sagellm/bench-protocol';
import { type EngineConfigInput, parseEngineConfig } from './engine-config.ts';
import { errorOf } from './failure-message.ts';
import { firstAnswer, type ProcessExit } from './first-answer.ts';
import { endWithParent, signalGroup } from './live-groups.ts';
import type { ParentMessage } from './messages.ts';
import { outputTail } from './output-tail.ts';

export type EngineProcess = {
  /** Of the OpenAI-compatible server, without a path. */
  url: string;
  facts: EngineFacts;
  pid: number;
  /** Ends it and all it started, and waits until that is true. A second call waits too. */
  close(): Promise<void>;
  /** Resolves when it is over, asked for or not. */
  exited: Promise<ProcessExit>;
};

export type EngineProcessOptions = {
  /** Loopback unless given. */
  host?: string;
  /** 0, the default, takes any free port. */
  port?: number;
  signal?: AbortSignal;
  startTimeoutMs?: number;
};

const START_TIMEOUT_MS = 60_000;
const KILL_AFTER_MS = 3000;

/**
 * Starts an engine and the server around it in a process of its own, out of reach of the terminal's Ctrl-C. It ends with
 * this process, whatever ends that, and does not keep it alive.
 *
 * Throws a `BenchmarkError` when the config is wrong, the port is in use, the engine does not start, or not in time.
 */
export async function startEngineProcess(
  config: EngineConfigInput,
  options: EngineProcessOptions = {},
): Promise<EngineProcess> {
  const { host = '127.0.0.1', port = 0, signal, startTimeoutMs = START_TIMEOUT_MS } = options;
  signal?.throwIfAborted();
  parseEngineConfig(config);

  const child = fork(entryPath(), [], {
    detached: true,
    execArgv: [],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: { ...process.env, ...sharedCompileCache() },
  });
  endWithParent(child);
  const exited = new Promise<ProcessExit>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
    // No process came to be.
    child.once('error', () => child.pid === undefined && resolve({ code: null, signal: null }));
  });
  const complaints = outputTail(child.stderr!);
  try {
    send(child, { type: 'start', engine: config, host, port });
    const answer = await firstAnswer(child, { exited, complaints, startTimeoutMs, signal });
    if (answer.type === 'failed') throw errorOf(answer);
    letParentEnd(child);
    let closed: Promise<void> | undefined;
    return {
      url: answer.url,
      facts: answer.facts,
      pid: child.pid!,
      exited,
      close: () => {
        closed ??= end(child, exited);
        return closed;
      },
    };
  } catch (error) {
    signalGroup(child, 'SIGKILL');
    await exited;
    throw error;
  }
}

/** Beside this file, as source or as built. */
function entryPath(): string {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return fileURLToPath(new URL(`./main.${extension}`, import.meta.url));
}

/** A parent that keeps compiled code shares it, which brings the engine up sooner. */
function sharedCompileCache(): NodeJS.ProcessEnv {
  const folder = getCompileCacheDir();
  return folder ? { NODE_COMPILE_CACHE: folder } : {};
}

function send(child: ChildProcess, message: ParentMessage): void {
  // A channel that closes is told by 'exit'.
  child.send(message, () => {});
}

/** Without this, a parent that is done would wait for a child that waits for it. */
function letParentEnd(child: ChildProcess): void {
  child.unref();
  child.channel?.unref();
  (child.stderr as Socket).unref();
}

async function end(child: ChildProcess, exited: Promise<ProcessExit>): Promise<void> {
  child.ref();
  signalGroup(child, 'SIGTERM');
  const timer = setTimeout(() => signalGroup(child, 'SIGKILL'), KILL_AFTER_MS);
  await exited;
  clearTimeout(timer);
}
