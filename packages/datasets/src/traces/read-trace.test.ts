import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WorkloadSpec } from '@sagellm/bench-protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { wordTokenizer } from '../tokenizers/word-tokenizer.ts';
import { readTrace } from './read-trace.ts';
import { traceDataset } from './trace-dataset.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trace-'));
});
afterAll(() => rm(folder, { recursive: true }));

let count = 0;
async function traceOf(text: string | Buffer, name = `trace-${++count}`) {
  const path = join(folder, name);
  await writeFile(path, text);
  return readTrace(path);
}

const HEAD = 'Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type';

describe('a recorded load', () => {
  it('of Mooncake is in milliseconds, and its first request stands at 0', async () => {
    const trace = await traceOf(
      '{"timestamp": 27482, "input_length": 6955, "output_length": 52, "hash_ids": [46, 47]}\n' +
        '{"timestamp": 30535, "input_length": 6472, "output_length": 26, "hash_ids": [46, 2353]}\n',
      'mooncake_trace.jsonl',
    );
    expect(trace).toMatchObject({ format: 'mooncake', fileName: 'mooncake_trace.jsonl', items: 2, skipped: {} });
    expect([...trace.momentsMs]).toEqual([0, 3053]);
    expect([...trace.inputTokens]).toEqual([6955, 6472]);
    expect([...trace.outputTokens]).toEqual([52, 26]);
    expect(trace.namesSharedBlocks).toBe(true);
    expect(trace.sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  it('of BurstGPT is in seconds; requests without an answer are counted and left out', async () => {
    const trace = await traceOf(
      `\uFEFF${HEAD}\r\n5,ChatGPT,472,18,490,Conversation log\r\n45.5,GPT-4,1087,0,1087,"API log, x"\r\n118,GPT-4,417,276,693,API log\r\n`,
    );
    expect(trace).toMatchObject({
      format: 'burstgpt',
      items: 3,
      skipped: { 'no answer': 1 },
      namesSharedBlocks: false,
    });
    expect([...trace.momentsMs]).toEqual([0, 113_000]);
    expect([...trace.inputTokens]).toEqual([472, 417]);
    expect([...trace.outputTokens]).toEqual([18, 276]);
  });

  it('finds the columns of a table by their names', async () => {
    const trace = await traceOf(
      'Timestamp,Session ID,Elapsed time,Model,Request tokens,Response tokens,Total tokens,Log Type\n1,a,2,m,3,4,7,x\n2,b,2,m,5,6,11,x\n',
    );
    expect([...trace.inputTokens, ...trace.outputTokens]).toEqual([3, 5, 4, 6]);
  });

  it.each([
    ['seconds', '"timestamp": 1.5', '"timestamp": 2'],
    ['milliseconds', '"timestamp_ms": 1500', '"timestamp_ms": 2000'],
  ])('of our own may be in %s, with blank lines and other keys', async (_, first, second) => {
    const trace = await traceOf(
      `{${first}, "input_tokens": 5, "output_tokens": 3, "user": "a"}\n\n{${second}, "input_tokens": 7, "output_tokens": 1}`,
    );
    expect(trace).toMatchObject({ format: 'jsonl', items: 2 });
    expect([...trace.momentsMs]).toEqual([0, 500]);
  });

  it('is whole beyond the first thousand rows', async () => {
    const line = (n: number) => `{"timestamp_ms": ${5 + n}, "input_tokens": ${1 + n}, "output_tokens": ${2 + n}}\n`;
    const trace = await traceOf(Array.from({ length: 2500 }, (_, n) => line(n)).join(''));
    const numbers = (from: number) => Array.from({ length: 2500 }, (_, n) => from + n);
    expect([...trace.momentsMs]).toEqual(numbers(0));
    expect([...trace.inputTokens]).toEqual(numbers(1));
    expect([...trace.outputTokens]).toEqual(numbers(2));
  });

  it('may have several requests at one moment', async () => {
    const line = '{"timestamp_ms": 7, "input_tokens": 5, "output_tokens": 3}\n';
    expect([...(await traceOf(line.repeat(3))).momentsMs]).toEqual([0, 0, 0]);
  });
});

const good = '{"timestamp_ms": 5, "input_tokens": 5, "output_tokens": 3}\n';

describe('a file that is no trace is refused with its name and line', () => {
  it.each<[string, string | Buffer, RegExp]>([
    ['empty', '', /--trace \S+: holds no request$/],
    ['blank lines only', '\n \n', /holds no request$/],
    ['a head only', `${HEAD}\n`, /holds no request$/],
    ['only requests without an answer', `${HEAD}\n1,m,5,0,5,x\n`, /holds no request with a prompt and an answer$/],
    ['text', 'hello\n', /line 1 is neither a JSON object nor the head of a table/],
    ['a JSON list', '[{"timestamp_ms": 1}]', /line 1 is neither a JSON object/],
    ['binary', Buffer.from([0x7b, 0, 1]), /is not text/],
    ['broken JSON', `${good}{"timestamp_ms": 6,`, /line 2 is not JSON at byte/],
    ['no object', `${good}5\n`, /line 2 is not an object/],
    ['no length', '{"timestamp_ms": 1, "output_tokens": 3}', /line 1 has neither "input_length".*nor "input_tokens"/],
    ['no answer length', '{"timestamp_ms": 1, "input_tokens": 3}', /line 1 has no "output_tokens"/],
    ['no moment', '{"input_tokens": 1, "output_tokens": 3}', /line 1 has no "timestamp"/],
    ['two moments', '{"timestamp": 1, "timestamp_ms": 1, "input_tokens": 1, "output_tokens": 3}', /line 1 has both/],
    ['a moment as text', '{"timestamp_ms": "1", "input_tokens": 1, "output_tokens": 3}', /"timestamp_ms" "1" is not/],
    ['a moment below 0', '{"timestamp_ms": -1, "input_tokens": 1, "output_tokens": 3}', /"timestamp_ms" -1 is not/],
    [
      'half a token',
      '{"timestamp_ms": 1, "input_tokens": 1.5, "output_tokens": 3}',
      /"input_tokens" 1.5 is not a whole/,
    ],
    [
      'time that goes back',
      `${good}{"timestamp_ms": 4, "input_tokens": 5, "output_tokens": 3}`,
      /line 2 is earlier \(4 ms\)/,
    ],
    [
      'two layouts',
      `${good}{"timestamp": 9, "input_length": 5, "output_length": 3}`,
      /line 2 is of another layout \(mooncake\)/,
    ],
    ['a table without a column', 'Timestamp,Model\n1,m\n', /line 1 has no column "request tokens"/],
    ['a row with a column too few', `${HEAD}\n1,m,5,5,10,x\n2,m,5,5,10\n`, /line 3 has 5 columns, and the head has 6/],
    ['a time that is no number', `${HEAD}\nsoon,m,5,5,10,x\n`, /line 2 Timestamp "soon" is not a number/],
    ['an empty cell', `${HEAD}\n1,m,,5,10,x\n`, /line 2 Request tokens "" is not a whole number/],
  ])('%s', async (_, text, message) => {
    await expect(traceOf(text)).rejects.toMatchObject({
      name: 'BenchmarkError',
      exitCode: 2,
      message: expect.stringMatching(message),
    });
  });

  it('a file that is missing, and a folder', async () => {
    await expect(readTrace('/nowhere/t.csv')).rejects.toThrow('--trace /nowhere/t.csv: there is no such file');
    await expect(readTrace(folder)).rejects.toThrow('is a folder');
  });
});

describe('the requests of a trace', () => {
  const workload = WorkloadSpec.parse({
    name: 'trace',
    title: 't',
    topic: 'many users',
    prompt_tokens: 8,
    output_tokens: 8,
    requests: 2,
    concurrency: 1,
  });
  const tokenizer = wordTokenizer([]);
  const sample = async (phase: 'warmup' | 'measured', seed = 1) => {
    const trace = await traceOf(
      '{"timestamp_ms": 0, "input_tokens": 30, "output_tokens": 3}\n{"timestamp_ms": 9, "input_tokens": 1, "output_tokens": 4}',
    );
    const spec = { workload, tokenizer, seed, phase, exactOutput: true };
    return traceDataset(trace).sample(spec)[Symbol.iterator]();
  };
  const textOf = (request: { input: unknown }) => (request.input as { text: string }).text;

  it('have its lengths exactly and end with it', async () => {
    const requests = [...{ [Symbol.iterator]: await sample('measured').then((i) => () => i) }];
    expect(requests.map(({ prompt_tokens, max_tokens }) => [prompt_tokens, max_tokens])).toEqual([
      [30, 3],
      [1, 4],
    ]);
    expect(requests.map((request) => tokenizer.encode(textOf(request)).length)).toEqual([30, 1]);
  });

  it('are others in the warm-up, which takes the lengths again and again', async () => {
    const warmup = await sample('warmup');
    const first = [warmup.next(), warmup.next(), warmup.next()].map(({ value }) => value!);
    expect(first.map(({ prompt_tokens }) => prompt_tokens)).toEqual([30, 1, 30]);
    const measured = (await sample('measured')).next().value!;
    expect(new Set([textOf(first[0]!), textOf(first[2]!), textOf(measured)]).size).toBe(3);
  });

  it('are the same for the same seed, and others for another', async () => {
    const text = async (seed: number) => textOf((await sample('measured', seed)).next().value!);
    expect(await text(1)).toBe(await text(1));
    expect(await text(1)).not.toBe(await text(2));
  });
});
