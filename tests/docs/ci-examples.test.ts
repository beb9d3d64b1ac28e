import { execFile } from 'node:child_process';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { cliSource } from '../support/run-bench.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const inFolder = temporaryFolder();
const examples = fileURLToPath(new URL('../../examples/ci/', import.meta.url));

type GitHub = { jobs: Record<string, { env?: Record<string, string>; steps: { run?: string }[] }> };
type GitLab = Record<string, { script?: string[]; variables?: Record<string, string> }>;

const pipelines: { name: string; steps: () => Promise<{ lines: string[]; env: Record<string, string> }> }[] = [
  {
    name: 'github.yml',
    steps: async () => {
      const [job] = Object.values((parse(await readFile(`${examples}github.yml`, 'utf8')) as GitHub).jobs);
      return { lines: job!.steps.flatMap(({ run }) => run ?? []), env: job!.env ?? {} };
    },
  },
  {
    name: 'gitlab.yml',
    steps: async () => {
      const jobs = Object.values(parse(await readFile(`${examples}gitlab.yml`, 'utf8')) as GitLab);
      const job = jobs.find(({ script }) => Array.isArray(script))!;
      return { lines: job.script!, env: job.variables ?? {} };
    },
  },
];

/** A folder with an `npx` that runs this checkout's command line instead of installing pnpm. */
async function stubbedPath(): Promise<string> {
  const folder = inFolder('bin');
  await mkdir(folder, { recursive: true });
  const script = `#!/bin/sh\n[ "$1 $2 $3" = "-y pnpm@10.34.9 bench" ] || { echo "npx $*: not expected" >&2; exit 99; }\nshift 3\nexec "${process.execPath}" "${cliSource}" "$@"\n`;
  await writeFile(`${folder}/npx`, script);
  await chmod(`${folder}/npx`, 0o755);
  return `${folder}:${process.env.PATH}`;
}

describe('the shell lines of the example pipeline', () => {
  it.each(pipelines)('$name run as they stand and keep the contract', async ({ name, steps }) => {
    const { lines, env } = await steps();
    expect(lines.some((line) => line.includes(' contract '))).toBe(true);
    const cwd = inFolder(name);
    await mkdir(cwd);
    const summary = inFolder(`${name}.summary.md`);
    const options = { cwd, env: { ...process.env, ...env, PATH: await stubbedPath(), GITHUB_STEP_SUMMARY: summary } };
    for (const line of lines) await promisify(execFile)('sh', ['-euc', line], options);
    expect(await readFile(`${cwd}/benchmark_results/contract.xml`, 'utf8')).toMatch(
      /<testsuites name="contract year1"/,
    );
    expect(await readFile(summary, 'utf8')).toMatch(/KEPT/);
  });

  it.each(pipelines)('$name stops the release where the contract is not kept', async ({ name, steps }) => {
    const { lines, env } = await steps();
    const cwd = inFolder(`${name}-broken`);
    await mkdir(cwd);
    const options = { cwd, env: { ...process.env, ...env, PATH: await stubbedPath() } };
    const strict = lines.map((line) => line.replace(/--allow-unmeasured \S+/, ''));
    const judged = strict.findIndex((line) => line.includes(' contract '));
    for (const line of strict.slice(0, judged)) await promisify(execFile)('sh', ['-euc', line], options);
    await expect(promisify(execFile)('sh', ['-euc', strict[judged]!], options)).rejects.toMatchObject({ code: 3 });
  });
});
