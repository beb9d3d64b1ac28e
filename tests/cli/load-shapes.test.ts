import { readFile, writeFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { runBench } from '../support/run-bench.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const inFolder = temporaryFolder();
let runs = 0;

/** A run in virtual time: what it said, when its requests were due, and its manifest. */
async function run(...args: string[]) {
  const output = inFolder(`run-${++runs}`);
  const defaults = args.includes('--trace') || args.includes('--workload') ? [] : ['--workload', 'Q1'];
  const result = await runBench(['run', '--backend', 'mock', ...defaults, ...args, '--output', output]);
  expect(result.stderr).not.toMatch(/^error/m);
  const lines = (await readFile(`${output}/requests.jsonl`, 'utf8')).trim().split('\n');
  const records = lines.map((line) => JSON.parse(line)).filter(({ phase }) => phase === 'measured');
  const manifest = JSON.parse(await readFile(`${output}/manifest.json`, 'utf8'));
  return {
    ...result,
    records,
    manifest,
    due: records.map(({ due_ms }) => due_ms as number),
    pattern: manifest.workloads[0].pattern,
  };
}

const near = (moments: number[]) => moments.map((moment) => expect.closeTo(moment, 2));

describe('a load with a shape', () => {
  it('--ramp 1..3/4s with constant arrivals: request n is due when the ramp has let n through', async () => {
    const { code, due, pattern, stdout, stderr } = await run(
      '--ramp',
      '1..3/4s',
      '--arrival',
      'constant',
      '--requests',
      '12',
    );
    expect(code).toBe(0);
    // 2n ÷ (1 + √(1 + n)) seconds; from 4 s (8 requests) on, three a second.
    const ramp = Array.from({ length: 9 }, (_, n) => (2000 * n) / (1 + Math.sqrt(1 + n)));
    expect(due).toEqual(near([...ramp, 4000 + 1000 / 3, 4000 + 2000 / 3, 5000]));
    expect([due[3], due[8]]).toEqual(near([2000, 4000]));
    expect(pattern).toMatchObject({
      arrival: 'constant',
      rate: 3,
      shape: { kind: 'ramp', from_rate: 1, to_rate: 3, seconds: 4 },
    });
    expect(stderr).toMatch(/1\.\.3\/s in 4 s, constant/);
    expect(stdout).toMatch(/asked for 1\.\.3\/s in 4 s, constant/);
    expect(stdout).not.toMatch(/3\/s constant/);
  });

  it('a ramp without --requests or --duration is as long as it is', async () => {
    const { due } = await run('--ramp', '1..3/4s', '--arrival', 'constant');
    expect(due).toHaveLength(8);
    expect(Math.max(...due)).toBeLessThan(4000);
  });

  it('--steps 1,2/2s: each rate for two seconds', async () => {
    const { due, pattern } = await run('--steps', '1,2/2s', '--arrival', 'constant');
    expect(due).toEqual(near([0, 1000, 2000, 2500, 3000, 3500]));
    expect(pattern.shape).toEqual({ kind: 'steps', rates: [1, 2], seconds: 2 });
  });

  it('--rate 2 --on-off 1s/3s: two in a second, three seconds of silence', async () => {
    const { due } = await run('--rate', '2', '--on-off', '1s/3s', '--arrival', 'constant', '--requests', '6');
    expect(due).toEqual(near([0, 500, 4000, 4500, 8000, 8500]));
  });

  it.each(['poisson', 'gamma'])('%s arrivals are those of one a second, on the clock of the shape', async (arrival) => {
    const load = ['--arrival', arrival, '--requests', '9', '--burstiness', arrival === 'gamma' ? '0.5' : '1'];
    const unit = await run('--rate', '1', ...load);
    const shaped = await run('--steps', '4,8/1s', ...load);
    const moment = (count: number) => (count < 4 ? count / 4 : 1 + (count - 4) / 8);
    expect(shaped.due).toEqual(near(unit.due.map((due) => moment(due / 1000) * 1000)));
    expect(shaped.due).not.toEqual(shaped.due.map((_, n) => n));
  });

  it('is not held against a process of one rate: no doubt about arrivals', async () => {
    const { manifest, stdout } = await run('--ramp', '1..60/20s');
    expect(manifest.workloads[0].pattern.rate).toBe(60);
    expect(stdout).toMatch(/verdict +VALID/);
  });

  it('--mode synchronous is one after another', async () => {
    const { records, pattern } = await run('--mode', 'synchronous', '--workload', 'Q5', '--requests', '4');
    expect(pattern).toEqual({ kind: 'closed', concurrency: 1 });
    expect(records.map(({ sent_ms }) => sent_ms)).toEqual(near([0, 325, 650, 975]));
  });
});

describe('--trace', () => {
  beforeAll(async () => {
    await writeFile(
      inFolder('mooncake.jsonl'),
      '{"timestamp": 2000, "input_length": 60, "output_length": 5, "hash_ids": [1, 2]}\n' +
        '{"timestamp": 2500, "input_length": 31, "output_length": 7, "hash_ids": [1, 3]}\n' +
        '{"timestamp": 6000, "input_length": 12, "output_length": 3, "hash_ids": [1, 4]}\n',
    );
    await writeFile(
      inFolder('burst.csv'),
      'Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type\n' +
        '5,ChatGPT,47,18,65,Conversation log\n6.5,GPT-4,10,0,10,API log\n9,GPT-4,20,4,24,API log\n',
    );
    await writeFile(
      inFolder('bad.jsonl'),
      '{"timestamp_ms": 1, "input_tokens": 5, "output_tokens": 3}\n{"timestamp_ms"\n',
    );
    await writeFile(
      inFolder('long.jsonl'),
      '{"timestamp_ms": 1, "input_tokens": 5, "output_tokens": 3}\n{"timestamp_ms": 2, "input_tokens": 90000, "output_tokens": 5}\n',
    );
    const line = (n: number) => JSON.stringify({ timestamp_ms: n * 20, input_tokens: 8, output_tokens: 4 });
    await writeFile(inFolder('even.jsonl'), Array.from({ length: 20 }, (_, n) => `${line(n)}\n`).join(''));
  });

  it('sends the moments and lengths of a Mooncake trace, and says that prefixes are not shared', async () => {
    const { code, due, records, pattern, manifest, stdout } = await run('--trace', inFolder('mooncake.jsonl'));
    expect(code).toBe(0);
    expect(due).toEqual([0, 500, 4000]);
    expect(records.map((record) => [record.prompt_tokens, record.max_tokens])).toEqual([
      [60, 5],
      [31, 7],
      [12, 3],
    ]);
    expect(pattern).toEqual({
      kind: 'open',
      arrival: 'trace',
      rate: 0.5,
      burstiness: 1,
      trace: { file_name: 'mooncake.jsonl', format: 'mooncake', requests: 3, time_scale: 1, seconds: 4 },
    });
    expect(manifest.warnings.map(({ code }: { code: string }) => code)).toContain('trace-prefixes');
    expect(stdout).toMatch(/not reproduced/);
    expect(stdout).toMatch(/mooncake\.jsonl \(0\.5\/s\)/);
  });

  it('of BurstGPT, twice as fast: requests without an answer are left out, and counted', async () => {
    const { due, manifest, stdout } = await run('--trace', inFolder('burst.csv'), '--time-scale', '0.5');
    expect(due).toEqual([0, 2000]);
    expect(manifest.dataset).toMatchObject({ name: 'trace', items: 3, skipped: { 'no answer': 1 } });
    expect(stdout).toMatch(/these are left out: 1 with no answer/);
  });

  it('ends with its rows, or before them with --requests or --duration', async () => {
    expect((await run('--trace', inFolder('mooncake.jsonl'), '--requests', '2')).due).toEqual([0, 500]);
    expect((await run('--trace', inFolder('mooncake.jsonl'), '--duration', '1')).due).toEqual([0, 500]);
  });

  it('leaves out what is too long, if asked to, and counts it', async () => {
    const { due, manifest } = await run('--trace', inFolder('mooncake.jsonl'), '--max-total-tokens', '40');
    expect(due).toEqual([0, 3500]);
    expect(manifest.dataset.skipped).toEqual({ 'more tokens in all than allowed': 1 });
  });

  it('goes over the network from the load threads too', async () => {
    const output = inFolder('network');
    const trace = ['--trace', inFolder('even.jsonl'), '--warmup', '3', '--accept-invalid'];
    const result = await runBench(['run', '--backend', 'simulated:ttft=5,itl=1', ...trace, '--output', output, '-q']);
    expect(result.code).toBe(0);
    const lines = (await readFile(`${output}/requests.jsonl`, 'utf8')).trim().split('\n');
    const records = lines.map((line) => JSON.parse(line)).filter(({ phase }) => phase === 'measured');
    const dueTimes = records.map(({ due_ms }) => due_ms).sort((a, b) => a - b);
    expect(dueTimes.map((due) => due - dueTimes[0])).toEqual(near(Array.from({ length: 20 }, (_, n) => n * 20)));
    expect(records.every(({ status }) => status === 'completed')).toBe(true);
  });
});

describe('what cannot be sent is refused in a line, before anything is started', () => {
  it.each<[string[], RegExp]>([
    [['--ramp', '10-200/60s'], /--ramp 10-200\/60s: is not FROM\.\.TO\/TIME/],
    [['--ramp', '10..0/60s'], /--ramp: cannot end at 0\/s/],
    [['--ramp', '10..20/0s'], /--ramp: must take more than 0 s/],
    [['--steps', '10,20'], /--steps 10,20: is not RATE,RATE,…\/TIME/],
    [['--steps', '10,0/5s'], /--steps: 10,0: every step needs a rate above 0/],
    [['--on-off', '5s/10s'], /--on-off 5s\/10s: needs the --rate/],
    [['--rate', '5', '--on-off', '5s'], /--on-off 5s: is not ON\/OFF/],
    [['--ramp', '1..2/3s', '--steps', '1,2/3s'], /exclude each other/],
    [['--ramp', '1..2/3s', '--concurrency', '2'], /exclude each other/],
    [
      ['--ramp', '1..2/3s', '--arrival', 'burst', '--burstiness', '4'],
      /--arrival burst and --ramp 1\.\.2\/3s exclude each other/,
    ],
    [['--mode', 'synchronous', '--rate', '2'], /--mode synchronous and --rate 2 exclude each other/],
    [['--time-scale', '2'], /--time-scale 2: belongs to --trace/],
    [['--trace', 'missing.csv'], /--trace missing\.csv: there is no such file/],
    [['--trace', 'bad.jsonl'], /--trace bad\.jsonl: line 2 is not JSON/],
    [['--trace', 'mooncake.jsonl', '--rate', '2'], /exclude each other/],
    [['--trace', 'mooncake.jsonl', '--requests', '4'], /--requests 4: --trace mooncake\.jsonl has 3 that can be sent/],
    [['--trace', 'mooncake.jsonl', '--requests', '1'], /one moment only/],
    [['--trace', 'mooncake.jsonl', '--workload', 'Q1'], /--workload Q1 and --trace mooncake\.jsonl exclude each other/],
    [['--trace', 'mooncake.jsonl', '--dataset', 'random'], /--dataset random and --trace mooncake\.jsonl exclude/],
    [['--trace', 'mooncake.jsonl', '--input-tokens', '5'], /--input-tokens and --trace mooncake\.jsonl exclude/],
    [['--trace', 'mooncake.jsonl', '--arrival', 'constant'], /--arrival constant and --trace mooncake\.jsonl exclude/],
    [['--trace', 'long.jsonl'], /long\.jsonl: request 2 has 90000 prompt \+ 5 output tokens, which do not fit/],
    [['--trace', 'mooncake.jsonl', '--max-total-tokens', '2'], /all its requests are longer/],
    [['--trace', 'mooncake.jsonl', '--time-scale', '0'], /--time-scale 0: must be above 0/],
  ])('%j', async (args, message) => {
    const result = await runBench(['run', '--backend', 'mock', ...args], { cwd: inFolder() });
    expect(result.stderr).toMatch(message);
    expect({ code: result.code, stdout: result.stdout }).toEqual({ code: 2, stdout: '' });
  });
});
