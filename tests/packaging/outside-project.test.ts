import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packPackages, type Tarball } from '../../scripts/release/pack-packages.ts';
import { type BenchProcess, startBench } from '../support/run-bench.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { installOutside, type OutsideProject, typeErrors, withoutExport } from './outside-project.ts';

const run = promisify(execFile);
const inFolder = temporaryFolder();
const root = fileURLToPath(new URL('../..', import.meta.url));
let tarballs: Tarball[];
let project: OutsideProject;
let server: BenchProcess;
let url: string;

beforeAll(async () => {
  tarballs = await packPackages(root, inFolder('tarballs'));
  project = await installOutside(inFolder('outside'), tarballs);
  server = startBench(['serve', '--backend', 'simulated:ttft=5,itl=1', '--port', '0'], { bin: project.bin });
  url = (await server.seen(/http:\/\/127\.0\.0\.1:\d+\/v1/)).trim();
}, 150_000);

afterAll(async () => {
  server?.child.kill('SIGTERM');
  await server?.result;
});

describe('a program of somebody else, with the installed tarballs', () => {
  it('compiles under strict, without skipLibCheck', async () => {
    expect(await typeErrors(project.folder)).toEqual([]);
  });

  it('reaches every entry that a package exports', async () => {
    const entries = await runEntries(project.folder);
    expect(entries.map(({ name }) => name)).toEqual(await exportedEntries(project));
    const refused = entries.filter((entry) => entry.refused !== undefined);
    expect(refused.map(({ name, refused }) => [name, refused])).toEqual([
      ['@sagellm/bench-engines/process', expect.stringContaining('startEngineProcess starts it')],
    ]);
    for (const { name, exports } of entries) expect(exports, name).toBeGreaterThan(0);
  });

  it.each(['node 24', 'node 22'])('measures the simulated engine on %s', async (version) => {
    const { stdout } = await run(nodeOf(version), [join(project.folder, 'measure.mjs'), url]);
    const { node, answers, ttft, label } = JSON.parse(stdout);
    expect(node).toMatch(version === 'node 22' ? /^v22\./ : /^v24\./);
    expect(answers).toHaveLength(3);
    for (const { status, wanted, came } of answers) {
      expect(status).toBe('completed');
      expect(came).toBe(wanted);
    }
    expect(ttft.n).toBe(3);
    // The engine waits 5 ms before its first token; sooner would be a token that was never sent.
    expect(ttft.min).toBeGreaterThanOrEqual(5);
    expect(label).toBe('TTFT');
  });
});

describe.each(['node 24', 'node 22'])('the installed sagellm-benchmark on %s', (version) => {
  const bench = (args: string[]) => {
    const env = { SAGELLM_BENCH_CACHE: inFolder('cache', version) };
    return startBench(args, { bin: project.bin, node: nodeOf(version), cwd: inFolder(), env }).result;
  };

  it('says its version', async () => {
    const { version: expected } = JSON.parse(
      await readFile(join(project.folder, 'node_modules/sagellm-benchmark/package.json'), 'utf8'),
    );
    expect(await bench(['--version'])).toMatchObject({ code: 0, stdout: `${expected}\n` });
  });

  it('runs against the mock, exactly', async () => {
    const result = await bench([
      'run',
      '--backend',
      'mock',
      '--workload',
      'Q1',
      '--json',
      '--output',
      inFolder('mock'),
    ]);
    expect(result.code).toBe(0);
    expect(JSON.parse(result.stdout).workloads[0].ttft_ms.mean).toBe(10);
  });

  it('runs against the simulated engine in a process of its own', async () => {
    const backend = ['--backend', 'simulated:ttft=2,itl=1'];
    const result = await bench(['run', ...backend, '--workload', 'Q1', '--json', '--output', inFolder('simulated')]);
    expect(result.code).toBe(0);
    const { overall, workloads } = JSON.parse(result.stdout);
    expect(overall).toMatchObject({ successful_requests: 5 });
    expect(workloads[0].ttft_ms.min).toBeGreaterThanOrEqual(2);
  });

  it('names node-llama-cpp in its doctor, since npm did not install the optional peer', async () => {
    const { code, stdout } = await bench(['doctor']);
    expect(code).toBe(1);
    expect(stdout).toMatch(/FAIL {2}llama\.cpp.*node-llama-cpp, which is not installed/);
    expect(stdout).toContain('→ npm install node-llama-cpp');
    expect(stdout).toMatch(/ok {4}Node/);
  });

  it('ends a run with --backend cpu with exit 1 and the name of what is missing', async () => {
    const { code, stdout, stderr } = await bench([
      'run',
      '--backend',
      'cpu',
      '--workload',
      'Q1',
      '--output',
      inFolder('cpu'),
    ]);
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toContain('needs the package node-llama-cpp, which is not installed');
    expect(stderr).toContain('npm install node-llama-cpp');
  });
});

it('the link in node_modules/.bin starts by itself', async () => {
  const { stdout } = await run(project.bin, ['--version'], {
    env: { ...process.env, PATH: `${join(project.oldestNode, '..')}:${process.env.PATH}` },
  });
  expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});

describe('one line less in the exports of', () => {
  it.each([
    ['@sagellm/bench-clients', '.'],
    ['@sagellm/bench-datasets', '.'],
    ['@sagellm/bench-protocol', './v0-1'],
    ['@sagellm/bench-engines', './process'],
  ])('%s (%s) breaks the types and the run', async (name, subpath) => {
    const folder = await withoutExport(project, name, subpath);
    try {
      const errors = await typeErrors(folder);
      const specifier = name + subpath.slice(1);
      expect(errors).toContainEqual(expect.stringMatching(`entries\\.mts.*TS2307.*'${specifier}'`));
      const entry = (await runEntries(folder)).find((entry) => entry.name === specifier);
      expect(entry?.refused).toMatch(/No "exports" main defined|is not defined by "exports"/);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe('without the registry', () => {
  it('the install fails within seconds and says what it wanted', async () => {
    const offline = ['--registry=http://127.0.0.1:1', '--cache', inFolder('empty-cache'), '--fetch-retries=0'];
    await expect(installOutside(inFolder('no-network'), tarballs, offline)).rejects.toThrow(
      /npm install of the tarballs failed \(it needs the npm registry for zod, undici, …\): [\s\S]*ECONNREFUSED/,
    );
  });
});

function nodeOf(version: string): string {
  return version === 'node 22' ? project.oldestNode : process.execPath;
}

type Entry = { name: string; exports: number; refused?: string };

async function runEntries(folder: string): Promise<Entry[]> {
  const { stdout } = await run(process.execPath, [join(folder, 'entries.mjs')]);
  const lines = stdout.trim().split('\n');
  return lines.map((line) => JSON.parse(line) as Entry);
}

/** Every entry of every package of ours that is installed, by its `exports`. */
async function exportedEntries({ folder }: OutsideProject): Promise<string[]> {
  const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const entries: string[] = [];
  for (const name of Object.keys(manifest.dependencies)) {
    const path = join(folder, 'node_modules', name, 'package.json');
    for (const subpath of Object.keys(JSON.parse(await readFile(path, 'utf8')).exports)) {
      if (subpath !== './package.json') entries.push(name + subpath.slice(1));
    }
  }
  return entries.sort();
}
