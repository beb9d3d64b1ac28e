import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { startEngineProcess } from '../../packages/engines/src/index.ts';
import { SaturationSearch } from '../../packages/protocol/src/index.ts';
import { processesWith, runBench, startBench } from '../support/run-bench.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const inFolder = temporaryFolder();
const saturate = (name: string, ...args: string[]) => ['saturate', '--output', inFolder(name), ...args];
const searchIn = async (name: string) =>
  SaturationSearch.parse(JSON.parse(await readFile(inFolder(name, 'saturation.json'), 'utf8')));
const mock = ['--backend', 'mock', '--probe-duration', '2'];

describe('an engine whose capacity is known', () => {
  // 4 slots, 20 + 15 × 5 ms each: 42.1 requests a second. A queue of 4 seconds at 1.13 times that reaches 0.5 s.
  const CAPACITY = 4 / 0.095;

  it('is enclosed by the answer, and every probe is a run of its own', async () => {
    const result = await runBench(
      saturate(
        'simulated',
        ...['--slo', 'e2el_ms:p90<600', '--backend', 'simulated:ttft=20,itl=5', '--slots', '4'],
        ...['--dataset', 'random', '--input-tokens', '32', '--output-tokens', '16'],
        ...['--from', '20', '--to', '200', '--precision', '1.3', '--probe-duration', '4', '--json', '--quiet'],
      ),
    );
    expect(result.stderr).toBe('');
    const search = await searchIn('simulated');
    expect(JSON.parse(result.stdout)).toEqual(JSON.parse(JSON.stringify(search)));
    // On a machine that other programs use the instrument may meet its own limit, and must say so by its exit code.
    expect([search.state, result.code]).toEqual(
      search.state === 'instrument-limit' ? ['instrument-limit', 4] : ['found', 0],
    );
    expect(search.held_at).toBeLessThan(1.13 * CAPACITY);
    if (search.state === 'found') {
      expect(search.not_held_at).toBeGreaterThan(0.9 * CAPACITY);
      expect(search.not_held_at! / search.held_at!).toBeLessThanOrEqual(1.3);
    }
    for (const { folder, rate, metrics } of search.probes) {
      const manifest = JSON.parse(await readFile(inFolder('simulated', folder, 'manifest.json'), 'utf8'));
      expect(manifest.workloads[0].issued).toBe(metrics!.total_requests);
      // What was sent came at the rate of the row, whatever the seed.
      expect(Math.abs(manifest.plan.rate / rate - 1)).toBeLessThan(0.5);
    }
    const [first] = search.probes;
    const report = await runBench(['report', '--input', inFolder('simulated', first!.folder), '--format', 'json']);
    expect(JSON.parse(report.stdout).verdict.checks[0].arrivals.planned_rate).toBeCloseTo(20, 2);
  });
});

describe('in virtual time', () => {
  it('an SLO that is never kept: exit code 3, the lowest rate only', async () => {
    // The mock takes 10 ms to the first token.
    const result = await runBench(saturate('never', '--slo', 'ttft_ms:p95<5', ...mock));
    expect(result.code).toBe(3);
    expect(result.stdout).toContain('ttft_ms:p95<5 is not kept at 1 requests/s already, the lowest rate tried');
    const search = await searchIn('never');
    expect(search).toMatchObject({
      state: 'never-held',
      not_held_at: 1,
      probes: [{ status: 'not-held', clear: true }],
    });
    expect(search).not.toHaveProperty('held_at');
    expect(search.probes[0]!.attainment[0]).toMatchObject({ met: 0, issued: 104, low: 0 });
  });

  it('one that is always kept: exit code 0, the bound tried itself, and nothing said beyond', async () => {
    const result = await runBench(saturate('always', '--slo', 'ttft_ms:p95<50', ...mock, '--to', '10'));
    expect(result.code).toBe(0);
    expect(result.stdout).toContain('at least 10 requests/s, as far as was tried (--to)');
    const search = await searchIn('always');
    expect(search).toMatchObject({ state: 'held-up-to-bound', held_at: 10, search: { least_requests: 104 } });
    expect(search.points.map(({ rate }) => rate)).toEqual([1, 2, 4, 8, 10]);
    expect(search).not.toHaveProperty('not_held_at');
    expect(search).not.toHaveProperty('knee');
    expect((await readdir(inFolder('always'))).sort()).toEqual([
      'SATURATION.md',
      ...['probe-01-rate-1', 'probe-02-rate-2', 'probe-03-rate-4', 'probe-04-rate-8', 'probe-05-rate-10'],
      'saturation.csv',
      'saturation.json',
    ]);
    const csv = (await readFile(inFolder('always', 'saturation.csv'), 'utf8')).trim().split('\n');
    expect(csv).toHaveLength(6);
    expect(csv[0]).toMatch(/^number,rate,status,clear,/);
    expect(await readFile(inFolder('always', 'SATURATION.md'), 'utf8')).toMatch(/^# Saturation\n\n> \*\*SIMULATED/);
  });

  it('a second search moves the first one aside', async () => {
    const again = saturate('twice', '--slo', 'ttft_ms:p95<5', ...mock);
    await runBench(again);
    const { stderr } = await runBench(again);
    expect(stderr).toContain('the earlier search was moved to');
    const [moved] = await readdir(inFolder('twice', 'searches'));
    expect((await readdir(inFolder('twice', 'searches', moved!))).sort()).toEqual([
      'SATURATION.md',
      'probe-01-rate-1',
      'saturation.csv',
      'saturation.json',
    ]);
  });

  it('what cannot be measured is not kept', async () => {
    const result = await runBench(saturate('blind', '--slo', 'ttft_ms:p50<50', '--no-stream', ...mock));
    expect(result.code).toBe(3);
    const { state, probes } = await searchIn('blind');
    expect(state).toBe('not-measurable');
    // The repeat had twice as many requests.
    expect(probes.map(({ status, metrics }) => [status, metrics!.total_requests])).toEqual([
      ['not-measurable', 8],
      ['not-measurable', 16],
    ]);
  });
});

describe('what ends a search', () => {
  it('a server that dies: exit code 1, and the curve until then', async () => {
    const engine = await startEngineProcess({ kind: 'simulated', profile: 'ttft=10,itl=1', slots: 64 });
    const url = ['--backend', 'openai', '--url', `${engine.url}/v1`];
    const bench = startBench(
      saturate('died', '--slo', 'e2el_ms:p50<2000', ...url, '--from', '20', '--probe-duration', '2'),
    );
    try {
      await bench.seen(/^20 requests\/s: /m);
    } finally {
      await engine.close();
    }
    expect((await bench.result).code).toBe(1);
    const { state, held_at, probes, points } = await searchIn('died');
    expect([state, held_at, probes.at(-1)!.status]).toEqual(['server-died', 20, 'server-died']);
    expect(points.length).toBeGreaterThanOrEqual(2);
  });

  it('an interrupt: exit code 130, what was measured is written, no process left', async () => {
    const bench = startBench(
      saturate(
        'interrupted',
        '--slo',
        'e2el_ms:p50<2000',
        '--backend',
        'simulated',
        '--from',
        '20',
        '--probe-duration',
        '3',
      ),
    );
    await bench.seen(/^20 requests\/s: /m);
    bench.child.kill('SIGINT');
    expect((await bench.result).code).toBe(130);
    expect(await searchIn('interrupted')).toMatchObject({ state: 'interrupted', probes: [{ rate: 20 }, {}] });
    expect(await processesWith(bench.marker)).toEqual([]);
  });
});

describe('wrong usage ends with 2 before anything is started', () => {
  it.each([
    [[], 'saturate needs --slo: what must hold'],
    [['--slo', 'ttft_ms<200'], 'a bound alone promises nothing'],
    [['--slo', 'ttft:p95<200', '--rate', '5'], 'rate'],
    [['--slo', 'ttft:p95<200', '--concurrency', '5'], 'concurrency'],
    [['--slo', 'ttft:p95<200', '--from', '0'], '--from 0: must be a number above 0'],
    [['--slo', 'ttft:p95<200', '--from', '20', '--to', '10'], '--from 20 is above --to 10'],
    [['--slo', 'ttft:p95<200', '--precision', '1'], '--precision 1: must be a number above 1'],
    [['--slo', 'ttft:p95<200', '--precision', '3'], '--precision 3: must be at most 2'],
    [['--slo', 'ttft:p95<200', '--workload', 'Q1,Q2'], 'a search takes one workload, this is 2'],
  ])('%j', async (args, said) => {
    const result = await runBench(saturate('wrong', '--backend', 'mock', ...args));
    expect(result).toMatchObject({ code: 2, stdout: '' });
    expect(result.stderr).toContain(said);
  });

  it('a rate from the environment', async () => {
    const env = { SAGELLM_BENCH_RATE: '5' };
    const result = await runBench(saturate('wrong', '--slo', 'ttft:p95<200', '--backend', 'mock'), { env });
    expect(result.code).toBe(2);
    expect(result.stderr).toContain('SAGELLM_BENCH_RATE');
  });
});

it('explains itself', async () => {
  const help = (await runBench(['saturate', '--help'])).stdout;
  for (const part of [
    'The search:',
    '--slo',
    '--from',
    '--to',
    '--precision',
    '--probe-duration',
    'docs/SATURATION.md',
  ])
    expect(help).toContain(part);
  expect(help).not.toMatch(/^ +--(rate|concurrency|requests|duration)\b/m);
  expect((await runBench(['--help'])).stdout).toMatch(/^ {2}saturate +the largest rate at which an SLO holds/m);
});
