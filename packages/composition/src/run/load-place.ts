import { monotonicOffsetMs } from '@sagellm/bench-clock';
import type { InstrumentHealth, RequestRecord } from '@sagellm/bench-protocol';
import {
  closeRecordFiles,
  createHostMonitor,
  createRecordWriter,
  openRecordFiles,
  type RunWorkloadOptions,
  runWorkload,
  startLoadThreads,
  type WorkloadOutcome,
} from '@sagellm/bench-runner';
import type { Backend } from '../backends/backend.ts';
import type { EndedRequest } from './run-event.ts';

type WorkloadOptions = Omit<RunWorkloadOptions, 'writer' | 'runStart' | 'clock' | 'client'>;
/** What the instrument saw of itself; absent where time is virtual. */
type PlacedOutcome = WorkloadOutcome & { health?: InstrumentHealth };

/** Where load is sent from: threads of its own, or this one. */
export interface LoadPlace {
  /** CLOCK_MONOTONIC at run-relative 0, milliseconds; absent in virtual time. */
  readonly clockOriginMs?: number;
  run(options: WorkloadOptions): Promise<PlacedOutcome>;
  /** Resolves when the records so far are in the files. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

export type LoadPlaceOptions = {
  backend: Pick<Backend, 'client' | 'clock' | 'clientSource'>;
  folder: string;
  threads: number;
  /** Hears what became of each request. */
  onEnded: ((requests: EndedRequest[]) => void) | undefined;
};

/**
 * Opens the record files, and the threads that write to them where requests go over a network. An engine in this
 * process is asked from this thread: it cannot be handed to another, and virtual time has no use for one.
 */
export async function openLoadPlace({ backend, folder, threads, onEnded }: LoadPlaceOptions): Promise<LoadPlace> {
  const { client, clock, clientSource } = backend;
  const runStart = clock.now();
  const origin = clock.kind === 'virtual' ? {} : { clockOriginMs: runStart + monotonicOffsetMs(clock) };
  if (!clientSource) {
    const writer = createRecordWriter(folder);
    const sink = onEnded ? { ...writer, write: tell(writer.write, onEnded) } : writer;
    return {
      ...origin,
      run: (options) => runWorkload({ ...options, client, clock, runStart, writer: sink }),
      flush: () => writer.flush(),
      close: () => writer.close(),
    };
  }
  const files = openRecordFiles(folder);
  try {
    const load = await startLoadThreads({
      threads,
      source: clientSource,
      files,
      runStart,
      ...(onEnded ? { onEnded } : {}),
    });
    const host = createHostMonitor();
    return {
      ...origin,
      run: async (options) => {
        host.start();
        const { health, reread, ...outcome } = await load.runWorkload({ ...options, client });
        const { name: workload } = options.workload;
        return {
          ...outcome,
          health: { workload, threads: health, ...host.stop(), ...(reread ? { reread } : {}) },
        };
      },
      flush: () => load.flush(),
      close: async () => {
        try {
          await load.close();
        } finally {
          await closeRecordFiles(files);
        }
      },
    };
  } catch (error) {
    await closeRecordFiles(files).catch(() => {});
    throw error;
  }
}

type Write = ReturnType<typeof createRecordWriter>['write'];

function tell(write: Write, onEnded: (requests: EndedRequest[]) => void): Write {
  return (record: RequestRecord, ...rest) => {
    const { request_id, status } = record;
    onEnded([{ request_id, status, ...(record.status === 'failed' ? { failure: record.failure } : {}) }]);
    return write(record, ...rest);
  };
}
