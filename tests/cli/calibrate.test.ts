import { mkdir, readdir, readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { startEngineProcess } from '../../packages/engines/src/index.ts';
import { instrumentError, joinTruth, type TrueRequest } from '../../packages/metrics/src/index.ts';
import { Calibration } from '../../packages/protocol/src/index.ts';
import { readRecords } from '../../packages/runner/src/index.ts';
import { processesWith, runBench, startBench } from '../support/run-bench.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const inFolder = temporaryFolder();
const json = async (...parts: string[]) => JSON.parse(await readFile(inFolder(...parts), 'utf8'));

describe('calibrate', () => {
  it('prints the error by sides, how many were joined, and that the server is inside', async () => {
    const result = await runBench(['calibrate', '--concurrency', '4', '--requests', '40', '--output-tokens', '8']);
    expect(result).toMatchObject({ code: 0, stderr: 'starting a server of known truth, then sending the load\n' });
    expect(result.stdout).toMatch(/^The error of the client: 4 in flight, streams of 8 tokens$/m);
    expect(result.stdout).toMatch(/^joined +40 of 40 requests in /m);
    for (const row of [
      'TTFT',
      'TTFT: send side',
      'TTFT: receive side',
      'ITL \\(size\\)',
      'E2EL',
      'the server: write − plan',
    ])
      expect(result.stdout).toMatch(new RegExp(`│ ${row} +│ +\\+?[<\\d]`));
    // 40 are too few for a p99 of TTFT.
    expect(result.stdout).toMatch(/│ TTFT +│ +\S+ │ +\S+ │ +– │ .* 40 │/);
    expect(result.stdout).toContain('An upper bound of the client’s error');
    expect(result.stdout).toContain('the wake-up of the server’s own process are inside');
  });

  it('as JSON keeps its schema; --output keeps what it was made from', async () => {
    const folder = inFolder('kept');
    const result = await runBench([
      'calibrate',
      '--rate',
      '50',
      '--arrival',
      'constant',
      '--requests',
      '30',
      '--ttft',
      '10',
      '--itl',
      '2',
      '--output-tokens',
      '4',
      '--output',
      folder,
      '--quiet',
      '--json',
    ]);
    expect(result).toMatchObject({ code: 0, stderr: '' });
    const printed = Calibration.parse(JSON.parse(result.stdout));
    expect(printed).toMatchObject({
      pattern: { kind: 'open', rate: 50, arrival: 'constant' },
      server: { ttft_ms: 10, itl_ms: 2 },
      issued: 30,
      joined: 30,
      tokens: 120,
      send_lag_ms: { n: 30 },
    });
    expect(await json('kept', 'calibration.json')).toEqual(printed);
    expect((await readdir(folder)).sort()).toEqual([
      'calibration.json',
      'requests.jsonl',
      'token-times.u32',
      'truth.json',
    ]);
  });

  it('says what is wrong with its flags', async () => {
    const both = await runBench(['calibrate', '--concurrency', '5', '--rate', '5']);
    expect(both).toMatchObject({ code: 2, stdout: '' });
    expect(both.stderr).toContain('--rate 5 and --concurrency 5 exclude each other');
    expect(await runBench(['calibrate', '--ttft', 'soon'])).toMatchObject({ code: 2 });
    const tokens = await runBench(['calibrate', '--output-tokens', '0']);
    expect(tokens).toMatchObject({ code: 2 });
    expect(tokens.stderr).toContain('--output-tokens 0: must be a whole number from 1 to 16384');
  });

  it('interrupted ends with 130 and leaves no process and no folder behind', async () => {
    const temporary = inFolder('temporary');
    await mkdir(temporary);
    const bench = startBench(['calibrate', '--duration', '60'], { env: { TMPDIR: temporary } });
    await bench.seen(/starting a server/);
    while ((await processesWith(bench.marker)).length < 2) await new Promise((resolve) => setTimeout(resolve, 20));
    bench.child.kill('SIGINT');
    expect(await bench.result).toMatchObject({ code: 130, stdout: '' });
    expect(await processesWith(bench.marker)).toEqual([]);
    expect((await readdir(temporary)).filter((name) => name.startsWith('calibration-'))).toEqual([]);
  });

  it('explains itself', async () => {
    const help = (await runBench(['calibrate', '--help'])).stdout;
    for (const flag of ['--concurrency', '--rate', '--output-tokens', '--ttft', '--itl', '--output', '--json'])
      expect(help).toContain(flag);
    expect((await runBench(['--help'])).stdout).toMatch(/^ {2}calibrate +this instrument's own error/m);
  });
});

describe('run --calibrate', () => {
  const run = (...args: string[]) => ['run', '--backend', 'simulated:ttft=20,itl=2', '--requests', '10', ...args];
  beforeAll(async () => {
    const args = run('--workload', 'Q1,Q2,Q5', '--calibrate', '--quiet', '--output', inFolder('run'));
    expect(await runBench(args)).toMatchObject({ code: 0 });
  });

  it('keeps a calibration for each kind of load, made before the run began', async () => {
    const { calibration, started_at, ended_at } = await json('run', 'manifest.json');
    expect(calibration).toMatchObject([
      { workloads: ['Q1', 'Q2'], pattern: { kind: 'closed', concurrency: 1 }, prompt_tokens: 32, output_tokens: 64 },
      { workloads: ['Q5'], pattern: { kind: 'closed', concurrency: 10 }, start_spread_ms: 335, output_tokens: 64 },
    ]);
    for (const { joined, issued } of calibration) expect(joined).toBe(issued);
    // Two calibrations of 5 seconds are no part of it: 10 + 10 + 1 answers of 146 to 274 ms are.
    expect(Date.parse(ended_at) - Date.parse(started_at)).toBeLessThan(10_000);
  });

  it('shows it beside the results: on the terminal, in REPORT.md, as JSON, and again by report', async () => {
    const line = /client error \(Q5\):(?:\*\*)? TTFT \+[\d.]+ ms \(p99 \+[\d.]+\); ITL ±[\d.]+ ms .* An upper bound/;
    expect(await readFile(inFolder('run', 'REPORT.md'), 'utf8')).toMatch(line);
    expect(await readFile(inFolder('run', 'REPORT.md'), 'utf8')).toContain('## The error of the client');
    const shown = (await runBench(['report', '--input', inFolder('run')])).stdout;
    expect(shown).toMatch(line);
    expect(shown.indexOf('client error')).toBeGreaterThan(shown.indexOf('Results'));
    expect(shown.indexOf('client error')).toBeLessThan(shown.indexOf('Outcome'));
    const asJson = JSON.parse((await runBench(['report', '--input', inFolder('run'), '--format', 'json'])).stdout);
    expect(asJson.manifest.calibration).toHaveLength(2);
  });

  it('is refused where no client takes part', async () => {
    const result = await runBench(['run', '--backend', 'mock', '--calibrate', '--output', inFolder('mock')]);
    expect(result.code).toBe(2);
    expect(result.stderr).toContain('--calibrate: --backend mock is asked in this process');
  });
});

describe('the manifest of any run', () => {
  it('says where its clock stood, so that another process can join what it saw', async () => {
    const engine = await startEngineProcess({ kind: 'simulated', profile: 'ttft=20,itl=2', expose_truth: true });
    try {
      const args = ['run', '--backend', 'openai', '--url', `${engine.url}/v1`, '--workload', 'Q1', '--requests', '10'];
      expect(await runBench([...args, '--quiet', '--output', inFolder('any')])).toMatchObject({ code: 0 });
      const { requests } = (await (await fetch(`${engine.url}/bench/truth`)).json()) as { requests: TrueRequest[] };
      const { clock_origin_ms } = await json('any', 'manifest.json');
      const { joined, ttft_error_ms } = instrumentError(
        joinTruth({
          ...(await readRecords(inFolder('any'))),
          truth: requests,
          clockOriginMs: clock_origin_ms,
          plan: { ttftMs: 20, itlMs: 2 },
        }),
      );
      expect(joined).toBe(10);
      expect(ttft_error_ms!.send.min).toBeGreaterThan(-0.1);
      expect(ttft_error_ms!.receive.min).toBeGreaterThan(-0.1);
      expect(ttft_error_ms!.total.p50).toBeLessThan(10);
    } finally {
      await engine.close();
    }
  });
});
