import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where generated models are kept between runs: `SAGELLM_BENCH_CACHE`, else the platform's own cache folder. */
export function cacheFolder(env: Readonly<Record<string, string | undefined>> = process.env): string {
  if (env.SAGELLM_BENCH_CACHE) return env.SAGELLM_BENCH_CACHE;
  if (process.platform === 'win32' && env.LOCALAPPDATA) return join(env.LOCALAPPDATA, 'sagellm-bench', 'cache');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'sagellm-bench');
  return join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'sagellm-bench');
}
