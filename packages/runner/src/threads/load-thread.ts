import { parentPort, workerData } from 'node:worker_threads';
import { monotonicOffsetMs, systemClock } from '@sagellm/bench-clock';
import type { LoadPattern } from '@sagellm/bench-protocol';
import { createThreadMonitor } from '../health/thread-monitor.ts';
import { callAt } from '../loops/call-at.ts';
import { closedPattern } from '../patterns/closed-pattern.ts';
import { Phase } from '../phase.ts';
import { recordWriterTo } from '../records/record-writer.ts';
import { createStopConditions } from '../stop/stop-conditions.ts';
import { type Alarm, startAlarm } from './alarm.ts';
import { clientFrom } from './client-source.ts';
import { FedSupply } from './fed-supply.ts';
import type { EndedRequest, FromThread, PhaseName, PhasePlan, ThreadSetup, ToThread } from './messages.ts';
import { countersOf, sumOf } from './thread-counters.ts';
import { toThreadError } from './thread-error.ts';

/**
 * A thread that does nothing but send requests and stamp what comes back. It is told when to begin; requests come to it
 * ready, records go from it to the files, and its counts lie where others can see them.
 */
const setup = workerData as ThreadSetup;
const port = parentPort!;
const clock = systemClock;
const offset = monotonicOffsetMs(clock);
const counts = countersOf(setup.counters, setup.thread);
const writer = recordWriterTo(setup.files, { alone: setup.threads === 1 });
const client = await clientFrom(setup.source);
const monitor = createThreadMonitor(`load ${setup.thread + 1}`);
const tell = (message: FromThread) => port.postMessage(message);

type Current = { phase: Phase; name: PhaseName; interrupt: AbortController };
const supplies: Record<PhaseName, FedSupply> = { warmup: new FedSupply(counts), measured: new FedSupply(counts) };
let current: Current | undefined;
let alarm: Alarm | undefined;
let ended: EndedRequest[] = [];

const handlers: { [T in ToThread['type']]: (message: Extract<ToThread, { type: T }>) => void | Promise<void> } = {
  'prepare-phase': async ({ phase }) => {
    // At once: an interrupt and the beginning may follow before connections are open.
    current = prepare(phase);
    if (phase.load.kind === 'open') alarm ??= await startAlarm(clock);
    if (phase.connections > 0) await client.open(phase.connections);
    tell({ type: 'opened' });
  },
  requests: ({ phase, batch, indices }) => supplies[phase].add(client.unpack!(batch), indices),
  'no-more-requests': ({ phase }) => supplies[phase].complete(),
  begin: ({ at }) => {
    const begun = current!;
    callAt(clock, at - offset, () => run(begun, at - offset));
  },
  stop: ({ cause }) => current?.phase.stop(cause),
  interrupt: () => current?.interrupt.abort(),
  flush: async () => {
    await writer.flush();
    tell({ type: 'flushed' });
  },
  close: async () => {
    await client.close();
    await alarm?.close();
    await writer.close();
    tell({ type: 'closed' });
    port.close();
  },
};

function prepare(plan: PhasePlan): Current {
  const { name, workload, durationMs, maxErrors } = plan;
  for (const key of Object.keys(counts) as (keyof typeof counts)[]) counts[key] = 0;
  const stop = createStopConditions({
    ...(durationMs === undefined ? {} : { durationMs }),
    ...(maxErrors === undefined ? {} : { maxErrors }),
  });
  let told = false;
  const onChange = () => {
    counts.inFlight = phase.inFlight;
    if (stop.cause !== 'max-errors' || told) return;
    told = true;
    tell({ type: 'stopped', cause: 'max-errors' });
  };
  const phase = new Phase({
    name,
    workload,
    client,
    supply: supplies[name],
    pattern: patternOf(plan),
    stop,
    clock,
    runStart: setup.runStart - offset,
    writer: setup.tellEach ? tellingWriter : writer,
    onChange,
    counts,
    failures: () => sumOf(setup.counters, 'failed'),
    callAt: (at, callback) => (alarm ? alarm.callAt(at, callback) : callAt(clock, at, callback)),
  });
  return { phase, name, interrupt: new AbortController() };
}

function patternOf({ load }: PhasePlan): LoadPattern {
  if (load.kind === 'closed') return closedPattern(load.concurrency, load);
  const due = new Float64Array(load.due);
  const { thread, threads } = setup;
  return {
    kind: 'open',
    due: (index) => due[thread + index * threads] ?? Number.POSITIVE_INFINITY,
    facts: { kind: 'open', arrival: 'constant', rate: 1, burstiness: 1 },
  };
}

async function run({ phase, name, interrupt }: Current, startAt: number): Promise<void> {
  try {
    monitor.start();
    const { stoppedBy } = await phase.run(interrupt.signal, startAt);
    const health = monitor.stop();
    // What it did not send is of no use to the next workload.
    supplies[name] = new FedSupply(counts);
    tellEnded();
    tell({
      type: 'phase-ended',
      stoppedBy,
      health: { ...health, starved: counts.starved },
      ...(client.reread ? { reread: client.reread() } : {}),
    });
  } catch (error) {
    tell({ type: 'fault', error: toThreadError(error) });
  }
}

const tellingWriter: typeof writer = {
  ...writer,
  write(record, tokenTimes, tokenWeights) {
    const { request_id, status } = record;
    const { class: kind, message } = status === 'failed' ? record.failure : {};
    ended.push({ request_id, status, ...(kind ? { failure: { class: kind, message: message ?? '' } } : {}) });
    if (ended.length === 1) setTimeout(tellEnded, 100);
    return writer.write(record, tokenTimes, tokenWeights);
  },
};

function tellEnded(): void {
  if (ended.length > 0) tell({ type: 'ended-requests', requests: ended });
  ended = [];
}

port.on('message', async (message: ToThread) => {
  try {
    await handlers[message.type](message as never);
  } catch (error) {
    tell({ type: 'fault', error: toThreadError(error) });
  }
});
tell({ type: 'ready' });
