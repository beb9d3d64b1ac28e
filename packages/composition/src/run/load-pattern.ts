import type { Trace } from '@sagellm/bench-datasets';
import type { LoadPattern, LoadShape, RunPlan, WorkloadSpec } from '@sagellm/bench-protocol';
import { usageError } from '@sagellm/bench-protocol';
import { createRandom, type Random } from '@sagellm/bench-random';
import { closedPattern, expectedCount, openPattern, shapedPattern, tracePattern } from '@sagellm/bench-runner';
import { parseOnOff, parseRamp, parseSteps } from './parse-load-shape.ts';

/** How the requests of one workload are sent, and how many: the plan's wish, else the workload's own. */
export type Load = { pattern: LoadPattern; count?: number; durationMs?: number; warmup: number };

/** In flight with `--mode maximum` unless said otherwise: enough to fill the batch of any one server. */
const MAXIMUM_CONCURRENCY = 256;

/** Ways to say how load is sent; a run has one of them. */
const WAYS = ['rate', 'concurrency', 'ramp', 'steps', 'trace'] as const;

/** Contradictions among the load settings, found before anything is started. */
export function checkLoad(plan: RunPlan): void {
  const ways = WAYS.filter((way) => plan[way] !== undefined);
  if (ways.length > 1) {
    const [first, second] = ways as [(typeof WAYS)[number], (typeof WAYS)[number]];
    throw usageError(
      `--${first} ${plan[first]} and --${second} ${plan[second]} exclude each other`,
      ways.includes('concurrency')
        ? 'a rate is an open loop and never waits; a concurrency is a closed loop and always does'
        : 'each of them says when requests are sent; give one',
    );
  }
  if (plan.on_off !== undefined && plan.rate === undefined)
    throw usageError(`--on-off ${plan.on_off}: needs the --rate that it switches on and off`);
  if (plan.arrival === 'burst') refuseBurstOfShape(plan);
  if (plan.time_scale !== undefined && plan.trace === undefined)
    throw usageError(`--time-scale ${plan.time_scale}: belongs to --trace`);
  if (plan.trace !== undefined && (plan.arrival !== 'poisson' || plan.burstiness !== 1))
    throw usageError(
      `--${plan.burstiness === 1 ? `arrival ${plan.arrival}` : `burstiness ${plan.burstiness}`} and --trace ${plan.trace} exclude each other`,
      'a trace has moments of its own',
    );
  checkMode(plan, ways);
  if (isOpenPlan(plan) && plan.trace === undefined) openLoad(plan, createRandom(plan.seed));
}

/** Requests in lots have no rate at a moment that a shape could change. */
function refuseBurstOfShape(plan: RunPlan): void {
  const shape = (['ramp', 'steps', 'on_off'] as const).find((key) => plan[key] !== undefined);
  if (shape === undefined) return;
  throw usageError(
    `--arrival burst and --${shape.replace('_', '-')} ${plan[shape]} exclude each other`,
    'use --arrival constant, poisson or gamma; --on-off itself makes bursts',
  );
}

function checkMode(plan: RunPlan, ways: readonly (typeof WAYS)[number][]): void {
  if (plan.mode === 'traffic') return;
  const given = ways.find((way) => plan.mode !== 'maximum' || way !== 'concurrency');
  if (given !== undefined) {
    throw usageError(
      plan.mode === 'batch'
        ? '--mode batch sends all requests at once and takes neither --rate nor --concurrency'
        : `--mode ${plan.mode} and --${given} ${plan[given]} exclude each other`,
      plan.mode === 'batch' ? undefined : 'each of them says when requests are sent; give one',
    );
  }
  if (plan.mode === 'batch' && plan.duration !== undefined)
    throw usageError('--mode batch takes --requests, not --duration');
}

/** Whether requests are sent at moments of their own, whatever the server does. */
export function isOpenPlan(plan: RunPlan): boolean {
  return plan.rate !== undefined || plan.ramp !== undefined || plan.steps !== undefined || plan.trace !== undefined;
}

export function loadOf(workload: WorkloadSpec, plan: RunPlan, random: Random): Load {
  const warmup = plan.warmup ?? workload.warmup;
  if (isOpenPlan(plan)) {
    return { pattern: openLoad(plan, random), warmup, ...(amountOfShape(plan) ?? amount(workload, plan)) };
  }
  return { pattern: closedPattern(concurrencyOf(workload, plan)), warmup, ...amount(workload, plan) };
}

/** A recorded load: as many of its requests as the workload has, at their moments. It ends with them, or with `--duration`. */
export function loadOfTrace(workload: WorkloadSpec, plan: RunPlan, trace: Trace): Load {
  const pattern = tracePattern({
    momentsMs: trace.momentsMs.subarray(0, workload.requests),
    facts: { file_name: trace.fileName, format: trace.format, time_scale: plan.time_scale ?? 1 },
  });
  return {
    pattern,
    count: workload.requests,
    ...(plan.duration === undefined ? {} : { durationMs: plan.duration * 1000 }),
    warmup: plan.warmup ?? workload.warmup,
  };
}

function concurrencyOf(workload: WorkloadSpec, plan: RunPlan): number {
  switch (plan.mode) {
    case 'batch':
      return workload.requests;
    case 'synchronous':
      return 1;
    case 'maximum': {
      const most = plan.concurrency ?? MAXIMUM_CONCURRENCY;
      return plan.duration === undefined ? Math.min(most, workload.requests) : most;
    }
    case 'traffic':
      return plan.concurrency ?? workload.concurrency;
  }
}

function openLoad(plan: RunPlan, random: Random): LoadPattern {
  const process = { arrival: plan.arrival, burstiness: plan.burstiness, random };
  const shape = shapeOf(plan);
  return shape ? shapedPattern({ ...process, shape }) : openPattern({ ...process, rate: plan.rate! });
}

function shapeOf(plan: RunPlan): LoadShape | undefined {
  if (plan.ramp !== undefined) return parseRamp(plan.ramp);
  if (plan.steps !== undefined) return parseSteps(plan.steps);
  return plan.on_off === undefined ? undefined : parseOnOff(plan.on_off, plan.rate!);
}

/** A ramp or a flight of steps is as long as it is, unless the plan says otherwise; the workload's own number would cut it. */
function amountOfShape(plan: RunPlan): { durationMs: number } | undefined {
  if (plan.requests !== undefined || plan.duration !== undefined) return undefined;
  const shape = shapeOf(plan);
  const whole = shape && expectedCount(shape);
  return whole && { durationMs: whole.seconds * 1000 };
}

/** A duration without a count is the only bound; otherwise the count is, and a duration may cut it short. */
function amount(workload: WorkloadSpec, plan: RunPlan): { count?: number; durationMs?: number } {
  if (plan.duration === undefined) return { count: workload.requests };
  const durationMs = plan.duration * 1000;
  return plan.requests === undefined ? { durationMs } : { durationMs, count: workload.requests };
}
