import type { EngineObserver } from '@sagellm/bench-clients';
import type { Clock } from '@sagellm/bench-clock';
import type {
  EngineIdentity,
  InferenceClient,
  RunPlan,
  Tokenizer,
  Warning,
  WorkloadSpec,
} from '@sagellm/bench-protocol';
import type { ClientSource } from '@sagellm/bench-runner';

/** Somebody who answers, ready for load. */
export interface Backend {
  readonly identity: EngineIdentity;
  readonly tokenizer: Tokenizer;
  readonly client: InferenceClient;
  /** How a load thread opens a client like this one; absent where the engine is in this process. */
  readonly clientSource?: ClientSource;
  readonly observer: EngineObserver | undefined;
  readonly clock: Clock;
  readonly warnings: readonly Warning[];
  /** Runs the load; a backend in virtual time lets its clock run meanwhile. */
  drive<T>(work: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export type BackendOptions = {
  plan: RunPlan;
  /** The profile after a colon: `simulated:reference`. */
  variant: string | undefined;
  workloads: readonly WorkloadSpec[];
  /** False where a dataset decides how long requests are, so that the workloads do not tell. */
  lengthsKnown: boolean;
  apiKey: string | undefined;
  signal: AbortSignal;
  /** A line for the person who waits. */
  notice: (text: string) => void;
};

export type OpenBackend = (options: BackendOptions) => Promise<Backend>;
