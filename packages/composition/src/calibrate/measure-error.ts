import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@sagellm/bench-clock';
import { builtinDataset } from '@sagellm/bench-datasets';
import { type InstrumentError, instrumentError, joinTruth, type TrueRequest } from '@sagellm/bench-metrics';
import {
  type Calibration,
  faultError,
  type LoadPattern,
  type RequestRecord,
  type RunPlan,
  type WorkloadSpec,
} from '@sagellm/bench-protocol';
import { type ClientSource, readRecords } from '@sagellm/bench-runner';
import { type HttpClientOptions, httpClientSource, openHttpClient } from '../backends/http-client.ts';
import { simulatedTokenizer } from '../backends/simulated-tokenizer.ts';
import { openLoadPlace } from '../run/load-place.ts';
import { type KnownTruthServer, startKnownTruthServer } from './known-truth-server.ts';

/** A load, and the server of known truth that it is sent to. */
export type CalibrationLoad = {
  pattern: LoadPattern;
  threads: number;
  /** Sizes, and how many requests at most. */
  workload: WorkloadSpec;
  /** None is sent later than that. */
  durationMs?: number;
  server: { ttftMs: number; itlMs: number };
};

export type MeasureErrorOptions = {
  load: CalibrationLoad;
  /** How requests are sent: transport, route, time limits, seed. */
  plan: RunPlan;
  signal: AbortSignal;
  /** Where records and truth are kept; without it they are thrown away. */
  folder?: string;
  /** Puts another client in the place of the run's own, to see that its faults are found. */
  clientSource?: (own: ClientSource) => ClientSource;
};

/**
 * Starts a server of known truth in a process of its own, sends the load by the same path as a run (the same client, load
 * threads and record files), and holds what the records say against what the server did.
 *
 * @throws BenchmarkError (fault) when the server does not start, or not one request can be joined.
 */
export async function measureError(options: MeasureErrorOptions): Promise<Calibration> {
  const { load, plan, signal } = options;
  const server = await startKnownTruthServer({ ...load.server, seed: plan.seed }, signal);
  try {
    await server.warm();
    if (options.folder !== undefined) return await sendAndJoin(options, server, options.folder);
    const folder = await mkdtemp(join(tmpdir(), 'calibration-'));
    try {
      return await sendAndJoin(options, server, folder);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  } finally {
    await server.close();
  }
}

async function sendAndJoin(
  options: MeasureErrorOptions,
  server: KnownTruthServer,
  folder: string,
): Promise<Calibration> {
  const { load, plan } = options;
  const { pattern, threads, workload } = load;
  const endpoint = plan.endpoint ?? 'chat';
  const { clockOriginMs, issued, transport } = await send(options, server, folder);
  const truth = await server.truth();
  if (options.folder !== undefined) await writeFile(join(folder, 'truth.json'), JSON.stringify(truth));
  const { records, tokenTimes } = await readRecords(folder);
  const measured = records.filter(({ phase }) => phase === 'measured');
  const error = errorOf({ records, tokenTimes, truth: truth.requests, clockOriginMs, plan: load.server });
  if (error.joined === 0) throw nothingJoined(measured.length, error.left_out);
  const seconds = secondsOf(measured);
  return {
    pattern: pattern.facts,
    ...(pattern.kind === 'closed' && pattern.startSpreadMs !== undefined
      ? { start_spread_ms: pattern.startSpreadMs }
      : {}),
    threads,
    transport,
    endpoint,
    stream: workload.stream,
    prompt_tokens: workload.prompt_tokens,
    output_tokens: workload.output_tokens,
    server: { ttft_ms: load.server.ttftMs, itl_ms: load.server.itlMs },
    ...(seconds === undefined ? {} : { seconds }),
    issued,
    ...error,
  };
}

type Sent = { clockOriginMs: number; issued: number; transport: string };

async function send(
  { load, plan, signal, clientSource = (own) => own }: MeasureErrorOptions,
  { url, model }: KnownTruthServer,
  folder: string,
): Promise<Sent> {
  const { pattern, workload, durationMs, threads } = load;
  const clientOptions: HttpClientOptions = {
    plan,
    baseUrl: url,
    profile: 'embedded',
    model,
    endpoint: plan.endpoint ?? 'chat',
  };
  const client = openHttpClient(clientOptions);
  const tokenizer = await simulatedTokenizer();
  const sample = (phase: 'warmup' | 'measured') =>
    builtinDataset.sample({ workload, tokenizer, seed: plan.seed, phase, exactOutput: true });
  try {
    const place = await openLoadPlace({
      backend: { client, clock: systemClock, clientSource: clientSource(httpClientSource(clientOptions)) },
      folder,
      threads,
      onEnded: undefined,
    });
    try {
      const { issued } = await place.run({
        workload,
        warmup: sample('warmup'),
        warmupCount: workload.warmup,
        requests: sample('measured'),
        pattern,
        count: workload.requests,
        ...(durationMs === undefined ? {} : { durationMs }),
        signal,
      });
      signal.throwIfAborted();
      return { clockOriginMs: place.clockOriginMs!, issued, transport: client.description.transport };
    } finally {
      await place.close();
    }
  } finally {
    await client.close();
  }
}

function errorOf(parts: {
  records: readonly RequestRecord[];
  tokenTimes: Uint32Array;
  truth: readonly TrueRequest[];
  clockOriginMs: number;
  plan: CalibrationLoad['server'];
}): InstrumentError {
  return instrumentError(joinTruth(parts));
}

function secondsOf(records: readonly RequestRecord[]): number | undefined {
  const sent = records.flatMap(({ sent_ms }) => sent_ms ?? []);
  const ended = records.flatMap(({ end_ms }) => end_ms ?? []);
  if (sent.length === 0 || ended.length === 0) return undefined;
  const latest = ended.reduce((most, at) => Math.max(most, at));
  const earliest = sent.reduce((least, at) => Math.min(least, at));
  return Math.round(latest - earliest) / 1000;
}

function nothingJoined(records: number, leftOut: Record<string, number>) {
  const reasons = Object.entries(leftOut).map(([reason, count]) => `${count} ${reason}`);
  return faultError(
    `calibration: not one of ${records} requests could be joined with what the server did (${reasons.join(', ') || 'none was sent'})`,
    'a longer --duration, or --timeout-total if requests ran into it',
  );
}
