import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { runBench, startBench } from '../support/run-bench.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const inFolder = temporaryFolder();
const sweepIn = async (name: string) => JSON.parse(await readFile(inFolder(name, 'sweep.json'), 'utf8'));

type Point = { value: number; folder: string; seed: number; workloads: Record<string, never>[] };

describe('bench sweep', () => {
  it('makes a whole run of each point, and the curve: exact in virtual time', async () => {
    const args = ['sweep', '--concurrency', '1,2,4', '--workload', 'Q5', '--requests', '8', '--backend', 'mock'];
    const result = await runBench([...args, '--output', inFolder('closed')]);
    expect(result.code).toBe(0);
    expect(result.stdout).toMatch(/SIMULATED/);
    const sweep = await sweepIn('closed');
    expect(sweep).toMatchObject({
      schema: 'sagellm-bench/sweep',
      schema_version: 1,
      status: 'complete',
      axis: 'concurrency',
      values: [1, 2, 4],
    });
    // 64 tokens take 10 + 63 × 5 ms, whatever else is in flight.
    const rates = sweep.points.map(({ workloads: [q5] }: Point) => q5!.request_throughput_rps);
    expect(rates.map((rate: number) => rate * 0.325)).toEqual([1, 2, 4].map((n) => expect.closeTo(n, 9)));
    expect(sweep.points.map(({ seed }: Point) => seed)).toEqual([42, 43, 44]);
    for (const { value, folder, workloads } of sweep.points) {
      expect(folder).toBe(`concurrency-${value}`);
      const files = await readdir(inFolder('closed', folder));
      expect(files).toEqual(expect.arrayContaining(['manifest.json', 'requests.jsonl', 'REPORT.md', 'config.json']));
      const again = await runBench(['report', '--input', inFolder('closed', folder), '--format', 'json']);
      expect(JSON.parse(again.stdout).workloads).toEqual(workloads);
    }
    const csv = (await readFile(inFolder('closed', 'sweep.csv'), 'utf8')).trim().split('\r\n');
    expect(csv).toHaveLength(4);
    expect(await readFile(inFolder('closed', 'SWEEP.md'), 'utf8')).toMatch(/^# Sweep/);
  });

  it('each point runs with a seed of its own, as its config says', async () => {
    const args = ['sweep', '--rates', '5,10', '--workload', 'Q1', '--backend', 'mock', '--quiet'];
    await runBench([...args, '--output', inFolder('open')]);
    const { points, axis } = await sweepIn('open');
    expect(axis).toBe('rate');
    const seeds = await Promise.all(
      points.map(
        async ({ folder }: Point) =>
          JSON.parse(await readFile(inFolder('open', folder, 'config.json'), 'utf8')).plan.seed,
      ),
    );
    expect(seeds).toEqual([42, 43]);
  });

  it('moves an earlier sweep aside', async () => {
    const args = ['sweep', '--workload', 'Q1', '--backend', 'mock', '--quiet', '--output', inFolder('twice')];
    await runBench([...args, '--rates', '5']);
    const second = await runBench([...args, '--concurrency', '1']);
    expect(second.code).toBe(0);
    expect((await readdir(inFolder('twice'))).sort()).toEqual([
      'SWEEP.md',
      'concurrency-1',
      'sweep.csv',
      'sweep.json',
      'sweeps',
    ]);
    const refused = await runBench([...args, '--concurrency', '1', '--slo', 'tfft_ms<5']);
    expect(refused.code).toBe(2);
    expect(await sweepIn('twice')).toMatchObject({ axis: 'concurrency', status: 'complete' });
    expect(await readdir(inFolder('twice', 'sweeps'))).toHaveLength(1);
    const [earlier] = await readdir(inFolder('twice', 'sweeps'));
    expect((await readdir(inFolder('twice', 'sweeps', earlier!))).sort()).toEqual([
      'SWEEP.md',
      'rate-5',
      'sweep.csv',
      'sweep.json',
    ]);
  });

  it('a limit that one point breaks is exit 3, and all points are there', async () => {
    const args = ['sweep', '--concurrency', '1,2', '--workload', 'Q1', '--backend', 'mock', '--slo', 'e2el_ms:p50<5'];
    const result = await runBench([...args, '--quiet', '--output', inFolder('broken')]);
    expect(result.code).toBe(3);
    expect(result.stdout).toMatch(/not kept/);
    expect(await sweepIn('broken')).toMatchObject({ status: 'complete', points: [{ exit_code: 3 }, { exit_code: 3 }] });
  });

  it('a server that is dead from the start is exit 1', async () => {
    const args = ['sweep', '--concurrency', '1,2', '--backend', 'openai', '--url', 'http://127.0.0.1:9/v1'];
    const result = await runBench([...args, '--output', inFolder('dead')]);
    expect(result.code).toBe(1);
    expect(result.stderr).toMatch(/^error: .*http:\/\/127\.0\.0\.1:9\/v1/m);
    expect(await sweepIn('dead')).toMatchObject({ status: 'partial', points: [] });
    expect(await readdir(inFolder('dead'))).not.toContain('concurrency-1');
  });

  it('a server that dies ends it with 1, and the points until then are written', async () => {
    const server = startBench(['serve', '--backend', 'simulated:ttft=5,itl=1', '--port', '0', '--slots', '64']);
    const url = (await server.seen(/http:\/\/127\.0\.0\.1:\d+\/v1/)).trim();
    const load = ['--workload', 'Q1', '--requests', '10', '--accept-invalid'];
    const sweep = startBench([
      'sweep',
      '--concurrency',
      '1,2,3,4',
      '--url',
      url,
      ...load,
      '--output',
      inFolder('dies'),
    ]);
    await sweep.seen(/point 2 of 4/);
    server.child.kill('SIGKILL');
    await server.result;
    const result = await sweep.result;
    expect(result.code).toBe(1);
    const written = await sweepIn('dies');
    expect(written.status).toBe('partial');
    expect(written.points.length).toBeGreaterThanOrEqual(1);
    expect(written.points.length).toBeLessThan(4);
    expect(written.points[0]).toMatchObject({ value: 1, complete: true });
    expect(result.stdout).toMatch(/PARTIAL: \d of 4 points/);
  });

  it('Ctrl-C is 130, with the points so far and the one that was cut', async () => {
    const load = ['--workload', 'Q1', '--backend', 'simulated:ttft=5,itl=1', '--accept-invalid'];
    const sweep = startBench(['sweep', '--rates', '20,1', '--requests', '20', ...load, '--output', inFolder('cut')]);
    await sweep.seen(/point 2 of 2[\s\S]*\[1\/1\] Q1/);
    sweep.child.kill('SIGINT');
    const result = await sweep.result;
    expect(result.code).toBe(130);
    const written = await sweepIn('cut');
    expect(written).toMatchObject({ status: 'partial', partial_reason: 'interrupted at 1 requests/s' });
    expect(written.points[0]).toMatchObject({ value: 20, complete: true });
    expect(result.stdout).toMatch(/PARTIAL/);
  });

  it.each<[string[], RegExp]>([
    [[], /^error: a sweep needs its points\n {2}→ give --concurrency 1,2,4,8 or --rates 1,2,5/],
    [['--concurrency', '1', '--rates', '2'], /exclude each other/],
    [['--concurrency', '1,b'], /--concurrency 1,b: "b" is not a whole number above 0/],
    [['--rate', '5'], /unknown option --rate, did you mean --rates\?/],
    [['--rates', '1,2', '--ramp', '1..2/3s'], /--rate 1 and --ramp 1..2\/3s exclude each other/],
    [['--concurrency', '2', '--mode', 'batch'], /--mode batch/],
    [['--concurrency', '2', '--output-json', 'x.json'], /unknown option --output-json/],
    [['--concurrency', '2', '--workload', 'Q9'], /Q9/],
  ])('%j is refused before anything is written', async (args, message) => {
    const name = `refused-${args.join('-').replace(/\W+/g, '-')}`;
    const result = await runBench(['sweep', '--backend', 'mock', '--output', inFolder(name), ...args]);
    expect(result.stderr).toMatch(message);
    expect({ code: result.code, stdout: result.stdout }).toEqual({ code: 2, stdout: '' });
    await expect(sweepIn(name)).rejects.toThrow('ENOENT');
  });
});
