import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';

const program = 'jq';

/** Whether this machine has jq. Without it the same filters are read by `pathOf`, and the tests say so. */
export const hasJq = spawnSync(program, ['--version']).status === 0;

/** `jq -c FILTER`, for filters that are paths (`.workloads.Q1.avg_ttft_ms`) or paths and `| keys`. */
export async function jq(filter: string, json: string): Promise<string> {
  if (!hasJq) return JSON.stringify(pathOf(filter, JSON.parse(json)));
  const child = promisify(execFile)(program, ['-c', filter]);
  child.child.stdin?.end(json);
  return (await child).stdout.trimEnd();
}

/** What jq does with a path: a key that is not there is null. */
export function pathOf(filter: string, value: unknown): unknown {
  const [path, then] = filter.split(' | ');
  const keys = path!.split('.').filter((key) => key !== '');
  const held = keys.reduce((inner: unknown, key) => (inner as Record<string, unknown> | null)?.[key] ?? null, value);
  return then === 'keys' ? Object.keys(held as object).sort() : held;
}
