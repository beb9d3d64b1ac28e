import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/** Name, version and, in a checkout, the commit of the instrument itself. */
export async function toolIdentity(name: string): Promise<{ name: string; version: string; commit?: string }> {
  const manifest = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  const commit = await ownCommit();
  return { name, version: manifest.version, ...(commit ? { commit } : {}) };
}

async function ownCommit(): Promise<string | undefined> {
  const here = new URL('.', import.meta.url).pathname;
  // An installed package may stand inside somebody else's repository, whose commit says nothing about us.
  if (here.includes('/node_modules/')) return undefined;
  const git = async (...args: string[]) => (await promisify(execFile)('git', args, { cwd: here })).stdout.trim();
  try {
    const [head, changes] = [await git('rev-parse', 'HEAD'), await git('status', '--porcelain')];
    return changes ? `${head}-dirty` : head;
  } catch {
    return undefined;
  }
}
