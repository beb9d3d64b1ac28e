import { systemClock } from '@sagellm/bench-clock';
import { type Failure, faultError, type InferenceClient, type PreparedRequest } from '@sagellm/bench-protocol';
import { FakeClient } from './fake-client.ts';

export type ThreadClientOptions = {
  afterMs: number;
  /** Every so many requests fail. */
  failEvery?: number;
  /** False: it fails. `never`: nobody answers. */
  opens?: boolean | 'never';
  /** The thread ends in the middle of its load. */
  dies?: boolean;
};

const failure: Failure = { class: 'http', message: 'HTTP 500', http_status: 500 };

/** What a load thread imports in tests: a client that answers by itself, in real time. */
export function openThreadClient({ afterMs, failEvery, opens = true, dies }: ThreadClientOptions): InferenceClient {
  let sent = 0;
  const client = new FakeClient({
    clock: systemClock,
    answer: () => {
      sent++;
      if (dies && sent > 3) setImmediate(() => process.exit(9));
      return { afterMs, tokens: 3, ...(failEvery !== undefined && sent % failEvery === 0 ? { failure } : {}) };
    },
    open: async () => {
      if (opens === 'never') await new Promise(() => {});
      if (!opens) throw faultError('nobody listens there', 'start the server');
    },
  });
  return Object.assign(client, {
    pack: (prepared: readonly PreparedRequest[]) => ({ batch: prepared, transfer: [], bytes: 100 * prepared.length }),
    unpack: (batch: unknown) => {
      const prepared = batch as PreparedRequest[];
      return { length: prepared.length, at: (index: number) => ({ ...prepared[index]! }) };
    },
  });
}
