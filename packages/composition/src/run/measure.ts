import type { RunManifest, RunPlan } from '@sagellm/bench-protocol';
import type { Backend } from '../backends/backend.ts';
import type { PlannedLoad, PromptSource } from '../prompts/prompt-source.ts';
import { openLoadPlace } from './load-place.ts';
import type { RunEvent } from './run-event.ts';
import { threadsFor } from './threads-for.ts';

export type Measurement = {
  plan: RunPlan;
  backend: Backend;
  loads: readonly PlannedLoad[];
  prompts: PromptSource;
  manifest: RunManifest;
  folder: string;
  signal: AbortSignal;
  /** Say what became of each request. */
  tellEach: boolean;
  onEvent: (event: RunEvent) => void;
};

/** Runs one workload after another and fills the manifest with what happened. */
export async function measure({
  plan,
  backend,
  loads,
  prompts,
  manifest,
  folder,
  signal,
  tellEach,
  onEvent,
}: Measurement): Promise<void> {
  const place = await openLoadPlace({
    backend,
    folder,
    threads: threadsFor(plan, loads),
    onEnded: tellEach ? (requests) => onEvent({ type: 'requests-ended', requests }) : undefined,
  });
  if (place.clockOriginMs !== undefined) manifest.clock_origin_ms = place.clockOriginMs;
  try {
    for (const [index, { workload, load }] of loads.entries()) {
      if (signal.aborted) break;
      onEvent({ type: 'workload-start', workload, load, index, of: loads.length });
      await backend.observer?.start(workload.name);
      const outcome = await place.run({
        workload,
        warmup: prompts.sample(workload, 'warmup'),
        warmupCount: load.warmup,
        requests: prompts.sample(workload, 'measured'),
        pattern: load.pattern,
        ...(load.count === undefined ? {} : { count: load.count }),
        ...(load.durationMs === undefined ? {} : { durationMs: load.durationMs }),
        ...(plan.max_errors === undefined ? {} : { maxErrors: plan.max_errors }),
        signal,
        onProgress: (progress) => onEvent({ type: 'progress', workload, progress }),
      });
      if (backend.observer) manifest.observations.push(await backend.observer.stop());
      manifest.workloads.push({
        spec: workload,
        pattern: load.pattern.facts,
        warmup: load.warmup,
        ...(load.durationMs === undefined ? {} : { duration_s: load.durationMs / 1000 }),
        stopped_by: outcome.stoppedBy,
        issued: outcome.issued,
      });
      if (outcome.health) manifest.health = [...(manifest.health ?? []), outcome.health];
      onEvent({ type: 'workload-end', workload });
      await place.flush();
    }
  } catch (error) {
    // One that goes on sampling would keep the process alive.
    await backend.observer?.stop().catch(() => {});
    throw error;
  } finally {
    await place.close();
  }
  manifest.ended_at = new Date().toISOString();
  const left = loads.slice(manifest.workloads.length).map(({ workload }) => workload.name);
  const cut = manifest.workloads.filter(({ stopped_by }) => stopped_by === 'interrupt' || stopped_by === 'max-errors');
  manifest.status = left.length === 0 && cut.length === 0 ? 'complete' : 'partial';
  if (manifest.status === 'partial') manifest.partial_reason = whyPartial(cut, left);
}

function whyPartial(cut: RunManifest['workloads'], left: readonly string[]): string {
  const reasons = cut.map(
    ({ spec, stopped_by }) =>
      `${spec.name} was stopped by ${stopped_by === 'interrupt' ? 'an interrupt' : '--max-errors'}`,
  );
  if (left.length) reasons.push(`${left.join(', ')} did not run`);
  return reasons.join('; ');
}
