import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { runBench } from '../support/run-bench.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const inFolder = temporaryFolder();

/** One line that says what is wrong, at most one that says what to do, no stack trace, nothing on stdout. */
async function expectRefusal(
  args: string[],
  code: number,
  message: string | RegExp,
  options: Parameters<typeof runBench>[1] = {},
) {
  const result = await runBench(args, { cwd: inFolder(), ...options });
  expect(result.stderr).toMatch(message);
  expect({ code: result.code, stdout: result.stdout }).toEqual({ code, stdout: '' });
  const lines = result.stderr
    .trimEnd()
    .split('\n')
    .filter((line) => line.startsWith('error:') || line.startsWith('  → ') || /^\s+at /.test(line));
  expect(lines[0]).toMatch(/^error: /);
  expect(lines.length).toBeLessThanOrEqual(2);
  if (lines[1]) expect(lines[1]).toMatch(/^ {2}→ /);
}

describe('bad input gets one clear line and the right exit code', () => {
  it.each<[string[], RegExp]>([
    [['run', '--workload', 'Q9'], /--workload.*Q9/],
    [['run', '--workload', 'shrot', '--backend', 'mock'], /did you mean.*short/s],
    [['run', '--workload', ','], /--workload/],
    [['run', '--rate', '-5'], /--rate -5: must be above 0/],
    [['run', '--rate', 'fast'], /--rate fast: not a number/],
    [['run', '--rate', '5', '--concurrency', '2'], /--rate 5 and --concurrency 2 exclude each other/],
    [['run', '--requests', '0'], /--requests 0: must be above 0/],
    [['run', '--backend', 'vlm'], /--backend vlm: there is no such backend.*did you mean vllm/s],
    [['run', '--backend', 'vllm'], /--backend vllm needs --url/],
    [['run', '--backend', 'mock:fast'], /only simulated takes a profile/],
    [['run', '--backend', 'simulated:slow'], /is no latency profile/],
    [['run', '--backend', 'cpu', '--model', 'gpt2'], /--model gpt2: there is no such file.*GGUF/s],
    [['run', '--backend', 'cpu', '--model', 'hf:someone/model'], /--allow-download/],
    [['run', '--backend', 'openai', '--url', 'localhost:8000'], /--url localhost:8000: must be an http or https URL/],
    [['run', '--slo', 'tfft_ms<5', '--backend', 'mock'], /--slo.*tfft_ms.*did you mean.*ttft_ms/s],
    [['run', '--plan', 'missing.yaml'], /--plan missing.yaml: there is no such file/],
    [['run', '--tokeniser', 'x'], /unknown option --tokeniser, did you mean --tokenizer\?/],
    [
      ['run', '--backend', 'simulated', '--workload', 'year3'],
      /year3_long: 32768 prompt \+ 2048 output tokens do not fit/,
    ],
    [['run', '--api-key', 'a', '--api-key-file', 'b'], /exclude each other/],
    [['report', '--input', 'missing.json'], /--input missing.json: there is no such file/],
    [['report', '--format', 'markdwon'], /markdwon.*did you mean markdown/s],
    [['explain', 'tfft'], /there is no such metric.*did you mean/s],
    [['serve', '--port', 'http'], /--port http: must be a whole number/],
    [['serve', '--backend', 'simulated', '--fault', 'sulking'], /--fault.*sulking/],
    [['run', '--dataset', 'sharegtp', '--backend', 'mock'], /--dataset sharegtp.*did you mean "sharegpt"/s],
    [['run', '--dataset', 'sharegpt', '--backend', 'mock'], /--dataset sharegpt: needs a file/],
    [['run', '--dataset-file', 'x.json', '--backend', 'mock'], /--dataset-file: dataset default does not take it/],
    [['run', '--output-tokens', 'often', '--backend', 'mock'], /--output-tokens often/],
    [['run', '--workload-file', 'missing.yaml', '--backend', 'mock'], /missing\.yaml/],
    [['run', '--backend', 'auto'], /--backend auto needs --url/],
    [['run', '--tokenizer', 'o200k_base', '--backend', 'mock'], /--tokenizer does not go with --backend mock/],
    [['run', '--contract', 'yaer1', '--backend', 'mock'], /did you mean year1/],
    [['replay', 'missing.chunks.jsonl'], /missing\.chunks\.jsonl/],
    [['datasets', 'preview'], /name a dataset/],
    [['rnu'], /rnu/],
    [[], /name a command/],
  ])('%j', async (args, message) => {
    await expectRefusal(args, 2, message);
  });

  it('broken YAML names line and column', async () => {
    await writeFile(inFolder('broken.yaml'), 'workload: Q1\nrate: [1\n');
    await expectRefusal(['run', '--plan', 'broken.yaml'], 2, /broken\.yaml:\d+:\d+: /);
  });

  it.each([
    ['empty.json', '', /empty\.json/],
    ['half.jsonl', '{"prompt": "a", "output_tokens": 3}\n{"prompt": ', /half\.jsonl: line 2/],
    ['nothing.json', '[{"conversations": []}]', /nothing\.json: none of its 1 conversations/],
    ['latin.jsonl', Buffer.from([0x7b, 0x22, 0xe4, 0x22, 0x7d, 0x0a]), /latin\.jsonl.*UTF-8/s],
  ])('a dataset file %s is refused with a clear line', async (name, content, message) => {
    await writeFile(inFolder(name), content);
    await expectRefusal(['run', '--dataset', name, '--backend', 'mock', '--workload', 'Q1'], 2, message);
  });

  it('a summary that is no JSON, and one of another kind, are named', async () => {
    await writeFile(inFolder('half.json'), '{"workloads": ');
    await writeFile(inFolder('other.json'), '{"schema": "something-else"}');
    await expectRefusal(['report', '--input', 'half.json'], 2, /half\.json/);
    await expectRefusal(['report', '--input', 'other.json'], 2, /other\.json/);
  });

  it('an output folder that cannot be one is a fault', async () => {
    await writeFile(inFolder('a-file'), '');
    await expectRefusal(
      ['run', '--backend', 'mock', '--workload', 'Q1', '--output', 'a-file/results'],
      1,
      /--output a-file\/results: cannot be written/,
    );
  });

  it('an earlier run is left where it is when the new one cannot start', async () => {
    await mkdir(inFolder('kept'));
    await writeFile(inFolder('kept', 'manifest.json'), '{}');
    await expectRefusal(
      ['run', '--backend', 'openai', '--url', 'http://127.0.0.1:9/v1', '--output', 'kept'],
      1,
      /http:\/\/127\.0\.0\.1:9\/v1/,
    );
    const { readdir } = await import('node:fs/promises');
    expect(await readdir(inFolder('kept'))).toEqual(['manifest.json']);
  });

  it('a port in use is named', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as { port: number };
    try {
      await expectRefusal(
        ['serve', '--backend', 'simulated', '--port', String(port)],
        1,
        new RegExp(`port ${port}|:${port}`),
      );
    } finally {
      server.close();
    }
  });
});
