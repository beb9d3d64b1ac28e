import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runBench } from '../support/run-bench.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const inFolder = temporaryFolder();

describe('a finished run whose instrument was in trouble', () => {
  const folder = () => inFolder('run');
  beforeAll(() =>
    runBench(['run', '--backend', 'simulated:ttft=20,itl=2', '--workload', 'Q1', '--quiet', '--output', folder()]),
  );

  /** Writes into the manifest what a thread is to have seen of itself, and makes the report again. */
  async function plant(loop_utilisation: number, plan: Record<string, unknown> = {}) {
    const manifest = JSON.parse(await readFile(inFolder('run', 'manifest.json'), 'utf8'));
    manifest.health = [{ workload: 'Q1', threads: [{ thread: 'main', seconds: 30, loop_utilisation }] }];
    manifest.plan = { ...manifest.plan, accept_invalid: false, ...plan };
    await writeFile(inFolder('run', 'manifest.json'), JSON.stringify(manifest));
    return runBench(['report', '--recompute', '--input', folder()]);
  }
  const report = (...args: string[]) => runBench(['report', '--input', folder(), ...args]);
  const contract = (...args: string[]) =>
    runBench(['contract', '--contract', 'year1', '--allow-unmeasured', 'peak_mem_mb', '--input', folder(), ...args]);

  it('INVALID: report and contract end with 4 and say why, unless it is accepted', async () => {
    const made = await plant(0.95);
    expect(made.code).toBe(4);
    expect(made.stderr).toMatch(/^measurement INVALID: Q1: the event loop was busy for 95 % .*--accept-invalid/m);
    expect((await report()).code).toBe(4);
    expect((await report('--accept-invalid')).code).toBe(0);
    const held = await contract();
    expect(held.code).toBe(4);
    expect(held.stdout).toMatch(/^Contract year1: KEPT, by an INVALID measurement/m);
    expect((await contract('--accept-invalid')).code).toBe(0);
  });

  it('stands in every export', async () => {
    await plant(0.95);
    const table = (await report('--accept-invalid')).stdout;
    expect(table.indexOf('INVALID: do not use these numbers.')).toBeGreaterThanOrEqual(0);
    expect(table.indexOf('INVALID: do not use')).toBeLessThan(table.indexOf('Results'));
    expect((await report('--accept-invalid', '--format', 'csv')).stdout).toMatch(/,INVALID,/);
    const json = JSON.parse((await report('--accept-invalid', '--format', 'json')).stdout);
    // A busy machine may add a doubt of its own behind the planted one.
    expect(json.verdict.state).toBe('INVALID');
    expect(json.verdict.reasons[0]).toMatchObject({ code: 'loop-busy', value: 0.95, limit: 0.85 });
    const summary = JSON.parse(await readFile(inFolder('run', 'benchmark_summary.json'), 'utf8'));
    expect(summary.verdict).toEqual(json.verdict);
    expect(await readFile(inFolder('run', 'REPORT.md'), 'utf8')).toMatch(
      /^# .*\n\n(> .*\n\n)?> \*\*INVALID: do not use these numbers\.\*\*/,
    );
  });

  it('accepted when it was run: 0 ever after, and it says so', async () => {
    const made = await plant(0.95, { accept_invalid: true });
    expect(made.code).toBe(0);
    expect(made.stdout).toContain('INVALID: do not use these numbers (accepted with --accept-invalid).');
    expect((await report()).code).toBe(0);
    expect((await contract()).code).toBe(0);
  });

  it('DEGRADED: 0, with a line on stderr', async () => {
    const made = await plant(0.7);
    expect(made.code).toBe(0);
    expect(made.stderr).toMatch(/^measurement DEGRADED: Q1: .*\(limit /m);
    expect(made.stdout).toMatch(/^DEGRADED: read these numbers[\s\S]*Q1: the event loop was busy for 70 %/m);
    expect((await contract()).code).toBe(0);
  });

  it('the same files give the same bytes', async () => {
    await plant(0.7);
    const read = () => readFile(inFolder('run', 'benchmark_summary.json'), 'utf8');
    const first = await read();
    await report('--recompute');
    expect(await read()).toBe(first);
  });
});

describe('a server that lies about its tokens', () => {
  let server: Server;
  let url: string;

  beforeAll(async () => {
    server = createServer((request, response) => {
      if (request.url?.endsWith('/models')) {
        response.setHeader('content-type', 'application/json').end(JSON.stringify({ data: [{ id: 'liar' }] }));
        return;
      }
      request.resume().on('end', () => {
        response.setHeader('content-type', 'text/event-stream');
        const event = (choices: unknown[], completion_tokens: number) =>
          response.write(
            `data: ${JSON.stringify({ id: 'x', object: 'chat.completion.chunk', choices, usage: { prompt_tokens: 40, completion_tokens, total_tokens: 40 + completion_tokens } })}\n\n`,
          );
        for (let token = 1; token <= 4; token++) event([{ index: 0, delta: { content: ' word' } }], token);
        event([{ index: 0, delta: {}, finish_reason: 'length' }], 4);
        event([], 8);
        response.end('data: [DONE]\n\n');
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  });

  afterAll(() => server.close());

  const run = (...args: string[]) =>
    runBench(
      [
        'run',
        '--backend',
        'openai',
        '--url',
        url,
        '--workload',
        'Q1',
        '--output-tokens',
        '8',
        '--output',
        inFolder('liar'),
        ...args,
      ],
      { env: { OPENAI_API_KEY: 'test' } },
    );

  it('usage that counts twice what the stream told: run ends with 4, and accepted with 0', async () => {
    const refused = await run();
    expect(refused.stderr).toMatch(/^measurement INVALID: Q1: usage counts 40 output tokens where the stream told 20/m);
    expect(refused.code).toBe(4);
    const accepted = await run('--accept-invalid');
    expect(accepted.code).toBe(0);
    expect(accepted.stderr).toMatch(/^measurement INVALID: .*\(accepted\)$/m);
    const manifest = JSON.parse(await readFile(inFolder('liar', 'manifest.json'), 'utf8'));
    expect(manifest.plan.accept_invalid).toBe(true);
  });
});
