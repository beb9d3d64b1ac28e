import { benchRun } from './bench-run.ts';
import type { MemorySample } from './processes.ts';
import { rounded, table } from './table.ts';
import { serverArgs } from './throughput.ts';

const MB = 2 ** 20;

/** What a run keeps in memory, and whether that grows with its length. */
export async function memory(port: number, requests: { short: number; long: number }): Promise<string> {
  const rows = [];
  for (const count of [requests.short, requests.long]) {
    const args = serverArgs(port, ['--requests', String(count), '--concurrency', '64']);
    rows.push(
      await benchRun(args, ({ memory, metrics }) => {
        const written = Math.max(...memory.map((sample) => sample.written));
        const loaded = memory.filter((sample) => sample.written > 0 && sample.written < written);
        return {
          requests: rounded(metrics.total_requests),
          'largest while sending, MB': rounded(largest(loaded) / MB),
          'a quarter in, MB': rounded(at(loaded, written / 4) / MB),
          'at the end of the load, MB': rounded(at(loaded, written) / MB),
          'growth over the last three quarters, MB': rounded((at(loaded, written) - at(loaded, written / 4)) / MB),
          'largest at all, report included, MB': rounded(largest(memory) / MB),
        };
      }),
    );
  }
  return table(rows);
}

const largest = (samples: readonly MemorySample[]) => Math.max(...samples.map(({ rss }) => rss));

/** Resident bytes when so much had been written; the largest of the three samples around it. */
function at(samples: readonly MemorySample[], written: number): number {
  const index = samples.findIndex((sample) => sample.written >= written);
  const place = index === -1 ? samples.length - 1 : index;
  return largest(samples.slice(Math.max(0, place - 1), place + 2));
}
