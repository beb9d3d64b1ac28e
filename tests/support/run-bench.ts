import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

export const cliSource = fileURLToPath(new URL('../../apps/cli/src/main.ts', import.meta.url));

export type BenchResult = { code: number | null; signal: NodeJS.Signals | null; stdout: string; stderr: string };

export type BenchProcess = {
  child: ChildProcess;
  /** Carried by every process that the command starts, so that leftovers can be found. */
  marker: string;
  /** Resolves when stdout or stderr has matched. */
  seen(pattern: RegExp): Promise<string>;
  result: Promise<BenchResult>;
};

/** Starts the command line as a user would, from source on the Node that runs the tests, or a `bin` on a `node`. */
export function startBench(
  args: string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv; bin?: string; node?: string } = {},
): BenchProcess {
  const marker = randomUUID();
  const child = spawn(options.node ?? process.execPath, [options.bin ?? cliSource, ...args], {
    cwd: options.cwd,
    env: { ...withoutOwnSettings(process.env), ...options.env, SAGELLM_BENCH_TEST_MARKER: marker },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const texts = { stdout: '', stderr: '' };
  const watchers = new Set<() => void>();
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]!.setEncoding('utf8').on('data', (text: string) => {
      texts[name] += text;
      for (const watcher of watchers) watcher();
    });
  }
  const result = new Promise<BenchResult>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal, ...texts }));
  });
  const seen = (pattern: RegExp) =>
    new Promise<string>((resolve, reject) => {
      const look = () => {
        const match = pattern.exec(texts.stdout) ?? pattern.exec(texts.stderr);
        if (!match) return;
        watchers.delete(look);
        resolve(match[0]);
      };
      watchers.add(look);
      look();
      void result.then(() => reject(new Error(`ended before ${pattern} was seen: ${texts.stdout}${texts.stderr}`)));
    });
  return { child, marker, seen, result };
}

export async function runBench(args: string[], options: Parameters<typeof startBench>[1] = {}): Promise<BenchResult> {
  return startBench(args, options).result;
}

/** Process ids that carry a marker in their environment (Linux). */
export async function processesWith(marker: string): Promise<number[]> {
  const found: number[] = [];
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const [environment, state] = await Promise.all([
      readFile(`/proc/${pid}/environ`, 'latin1').catch(() => ''),
      readFile(`/proc/${pid}/stat`, 'latin1').catch(() => ''),
    ]);
    // A zombie is gone but for its parent's word.
    if (environment.includes(marker) && !/\) Z /.test(state)) found.push(Number(pid));
  }
  return found;
}

/** Waits until no process carries the marker; throws with their ids when some are left at the end. */
export async function expectNoneLeft(marker: string, withinMs = 5_000): Promise<void> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const left = await processesWith(marker);
    if (left.length === 0) return;
    if (performance.now() > deadline) throw new Error(`processes left behind: ${left.join(', ')}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function withoutOwnSettings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !name.startsWith('SAGELLM_BENCH_') && name !== 'OPENAI_API_KEY'),
  );
}
