import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { runBench, startBench } from '../support/run-bench.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const inFolder = temporaryFolder();

/** Runs against `bench serve` with a fault; the server is stopped afterwards. */
async function runAgainst(fault: string, args: string[], output: string) {
  const server = startBench([
    'serve',
    '--backend',
    'simulated:ttft=5,itl=1',
    '--port',
    '0',
    '--slots',
    '64',
    '--fault',
    fault,
  ]);
  try {
    const url = (await server.seen(/http:\/\/127\.0\.0\.1:\d+\/v1/)).trim();
    const result = await runBench(['run', '--backend', 'vllm', '--url', url, '--output', inFolder(output), ...args], {
      cwd: inFolder(),
    });
    const summary = JSON.parse(await readFile(inFolder(output, 'benchmark_summary.json'), 'utf8'));
    return { ...result, summary };
  } finally {
    server.child.kill('SIGTERM');
    expect((await server.result).code).toBe(0);
  }
}

describe('servers that do not do what they should', () => {
  it('a dead URL is exit 1 and one sentence that names it and what to try', async () => {
    const result = await runBench([
      'run',
      '--backend',
      'openai',
      '--url',
      'http://127.0.0.1:9/v1',
      '--output',
      inFolder('dead'),
    ]);
    expect(result.code).toBe(1);
    expect(result.stdout).toBe('');
    expect(result.stderr).toMatch(/^error: .*http:\/\/127\.0\.0\.1:9\/v1.*$/m);
    expect(result.stderr).toMatch(/^ {2}→ /m);
    expect(result.stderr).not.toMatch(/^\s+at /m);
  });

  it('a server that lists no model is at fault: exit 1, with and without --model', async () => {
    const server = createServer((_, response) => {
      response.setHeader('content-type', 'application/json');
      response.end('{"object":"list","data":[]}');
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
    try {
      for (const model of [[], ['--model', 'm']]) {
        const args = ['run', '--backend', 'openai', '--url', url, '--output', inFolder('no-model'), ...model];
        const { code, stdout, stderr } = await runBench(args);
        expect(stderr).toMatch(/^error: .*lists no model/m);
        expect(stderr).toMatch(/^ {2}→ is its model loaded\?$/m);
        expect(stdout).toBe('');
        expect(code).toBe(1);
      }
    } finally {
      server.close();
    }
  });

  it('5 of 10 replies cut: 5 truncated, error rate 0.5, exit 3', async () => {
    const { code, summary } = await runAgainst('truncated:every=2', ['--workload', 'Q5'], 'cut');
    expect(summary.workloads.Q5.metrics.failures).toEqual({ truncated: 5 });
    expect(summary.overall).toMatchObject({
      total_requests: 10,
      successful_requests: 5,
      failed_requests: 5,
      error_rate: 0.5,
    });
    expect(code).toBe(3);
  });

  it('a fifth of the requests failing is exit 3, not 0', async () => {
    const { code, summary } = await runAgainst('http-error:every=5', ['--workload', 'Q5'], 'fifth');
    expect(summary.workloads.Q5.metrics.failures).toEqual({ http: 2 });
    expect(code).toBe(3);
  });

  it('all requests failed: exit 1, no throughput, no latency', async () => {
    const { code, summary, stdout } = await runAgainst('http-error:every=1', ['--workload', 'Q5'], 'all');
    expect(code).toBe(1);
    const flat = summary.workloads.Q5;
    expect(flat).toMatchObject({ total_requests: 10, successful_requests: 0, failed_requests: 10, error_rate: 1 });
    for (const key of [
      'avg_ttft_ms',
      'avg_throughput_tps',
      'output_throughput_tps',
      'request_throughput_rps',
      'avg_e2el_ms',
    ]) {
      expect(flat, key).not.toHaveProperty(key);
    }
    expect(stdout).not.toMatch(/best/i);
  });

  it('a failure sent as assistant text is a failure', async () => {
    const { code, summary } = await runAgainst('error-as-text:every=1', ['--workload', 'Q5'], 'as-text');
    expect(summary.workloads.Q5.metrics.failures).toEqual({ 'error-as-text': 10 });
    expect(code).toBe(1);
  });

  it('what fails is accepted when the user says so', async () => {
    const { code } = await runAgainst('truncated:every=2', ['--workload', 'Q5', '--max-error-rate', '0.5'], 'accepted');
    expect(code).toBe(0);
  });
});
