import type { BenchmarkRequest, Endpoint, Observation } from '@sagellm/bench-protocol';
import type { StreamQuirks } from '../profiles/engine-profile.ts';
import type { Ending } from '../reading/judge.ts';
import type { Reading } from '../reading/reading.ts';

/** Body bytes of one socket read, copied. */
export type KeptRead = { readonly at: number; readonly bytes: Uint8Array };

/** What was made of an answer while it came, and all that is needed to read it again. */
export type ReadAnswer = {
  readonly request: BenchmarkRequest;
  readonly endpoint: Endpoint;
  readonly forced: boolean;
  readonly quirks: StreamQuirks;
  readonly secret: string | undefined;
  readonly started: number;
  readonly sent: number | undefined;
  readonly status: number | undefined;
  readonly contentType: string | undefined;
  readonly ending: Ending;
  readonly observation: Observation;
  readonly carried: boolean;
};

/** Hears how much is kept; may drop the answer for that. */
export type OnKept = (bytes: number) => void;

/** One answer whose body is kept as it comes. */
export class KeptAnswer {
  /** How many requests of the sample had begun before. */
  readonly index: number;
  readonly reads: KeptRead[] = [];
  bytes = 0;
  /** Absent until it is over. */
  answer: ReadAnswer | undefined = undefined;
  #onKept: OnKept | undefined;

  constructor(index: number, onKept: OnKept) {
    this.index = index;
    this.#onKept = onKept;
  }

  /** Copies what the transport only lends. */
  add(at: number, bytes: Uint8Array): void {
    if (!this.#onKept) return;
    this.reads.push({ at, bytes: new Uint8Array(bytes) });
    this.bytes += bytes.length;
    this.#onKept(bytes.length);
  }

  conclude(reading: Reading, ending: Ending, observation: Observation): void {
    if (!this.#onKept) return;
    const { request, endpoint, forced, quirks, secret, started, sent, status, contentType, carried } = reading;
    this.answer = {
      ...{ request, endpoint, forced, quirks, secret, started, sent, status, contentType, carried, ending },
      // Its arrays belong to whoever was told.
      observation: {
        ...observation,
        ...(observation.tokenTimes ? { tokenTimes: [...observation.tokenTimes] } : {}),
        ...(observation.tokenWeights ? { tokenWeights: [...observation.tokenWeights] } : {}),
      },
    };
  }

  /** Nothing more is kept of it. */
  drop(): void {
    this.#onKept = undefined;
    this.reads.length = 0;
    this.bytes = 0;
    this.answer = undefined;
  }
}
