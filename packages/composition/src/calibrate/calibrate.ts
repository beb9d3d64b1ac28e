import { join } from 'node:path';
import { type Calibration, type RunPlan, usageError } from '@sagellm/bench-protocol';
import { createRandom } from '@sagellm/bench-random';
import { checkConnections } from '../run/check-connections.ts';
import { checkLoad, loadOf } from '../run/load-pattern.ts';
import { takeRunFolder } from '../run/run-folder.ts';
import { threadsFor } from '../run/threads-for.ts';
import { writeWhole } from '../run/write-file.ts';
import { calibrationWorkload, spreadStart } from './calibration-load.ts';
import { type MeasureErrorOptions, measureError } from './measure-error.ts';

export type CalibrateOptions = {
  /** Of it count: the load (concurrency, or rate with arrival and burstiness; requests, duration, warmup, workers), transport, endpoint, seed. */
  plan: RunPlan;
  outputTokens: number;
  /** What the server plans. */
  ttftMs: number;
  itlMs: number;
  /** Folder to keep records, truth and result in. */
  output?: string;
  signal: AbortSignal;
  clientSource?: MeasureErrorOptions['clientSource'];
};

const CONCURRENCY = 10;
const SECONDS = 10;
const MOST_REQUESTS = 2000;
const WARMUP = 20;
const PROMPT_TOKENS = 32;

/** `calibrate`: the instrument's own error on this machine, at this load. */
export async function calibrate(options: CalibrateOptions): Promise<{ calibration: Calibration; files: string[] }> {
  const { plan, ttftMs, itlMs, output, signal, clientSource } = options;
  checkLoad(plan);
  if (plan.stream === false) throw usageError('--no-stream: calibrate joins tokens, which only a stream shows');
  const server = { ttftMs, itlMs };
  const workload = calibrationWorkload({
    prompt_tokens: PROMPT_TOKENS,
    output_tokens: options.outputTokens,
    requests: plan.requests ?? MOST_REQUESTS,
    concurrency: plan.concurrency ?? CONCURRENCY,
    warmup: plan.warmup ?? WARMUP,
    stream: true,
  });
  const load = loadOf(workload, plan, createRandom(plan.seed).fork('arrivals/calibration'));
  checkConnections(plan, [{ workload, load }]);
  const seconds = plan.duration ?? (plan.requests === undefined ? SECONDS : undefined);
  const parts = {
    load: {
      pattern: spreadStart(load.pattern, workload, server),
      threads: threadsFor(plan, [{ workload, load }]),
      workload,
      ...(seconds === undefined ? {} : { durationMs: seconds * 1000 }),
      server,
    },
    plan,
    signal,
    ...(clientSource ? { clientSource } : {}),
  };
  if (output === undefined) return { calibration: await measureError(parts), files: [] };

  const folder = await takeRunFolder(output);
  try {
    const calibration = await measureError({ ...parts, folder: folder.path });
    await writeWhole(join(folder.path, 'calibration.json'), `${JSON.stringify(calibration, null, 2)}\n`);
    const names = ['calibration.json', 'truth.json', 'requests.jsonl', 'token-times.u32'];
    return { calibration, files: names.map((name) => join(folder.path, name)) };
  } finally {
    await folder.release();
  }
}
