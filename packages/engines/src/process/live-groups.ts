import type { ChildProcess } from 'node:child_process';

const live = new Set<ChildProcess>();

/** Takes the child along should this process end before it, by whatever way still runs code. */
export function endWithParent(child: ChildProcess): void {
  if (live.size === 0) process.on('exit', endAll);
  live.add(child);
  child.once('exit', () => {
    // Whoever the child had started and not ended.
    signalGroup(child, 'SIGKILL');
    live.delete(child);
    if (live.size === 0) process.off('exit', endAll);
  });
}

/** Signals a detached child and all it started. */
export function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch (error) {
    if (!isGone(error)) throw error;
  }
}

function endAll(): void {
  for (const child of live) signalGroup(child, 'SIGKILL');
}

function isGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ESRCH';
}
