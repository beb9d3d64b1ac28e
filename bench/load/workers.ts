import { benchRun } from './bench-run.ts';
import { rounded, table } from './table.ts';
import { serverArgs } from './throughput.ts';

/** CPU that the load threads take for a request, for one and two of them. */
export async function workers(port: number, requests: number): Promise<string> {
  const rows = [];
  for (const threads of [1, 2]) {
    const args = ['--requests', String(requests), '--concurrency', '64', '--workers', String(threads)];
    rows.push(
      await benchRun(serverArgs(port, args), ({ threadCpu, processCpu, metrics }) => ({
        'load threads': threads,
        'requests/s': rounded(metrics.request_throughput_rps),
        'CPU µs a request, load threads': rounded(threadCpu, 1),
        'CPU µs a request, process': rounded(processCpu, 1),
      })),
    );
  }
  return table(rows);
}
