import type { BenchmarkRequest, InferenceClient, PreparedRequest } from '@sagellm/bench-protocol';

/** Prompt tokens that lie prepared at most; some 100 MB of request bodies. */
const LARGEST_STOCK_TOKENS = 20_000_000;
/** How long preparing ahead may hold up the event loop before an interrupt is heard. */
const TURN_MS = 20;

/** Requests, serialised before they are needed, so that no send waits for that. */
export interface RequestSupply {
  /** Fills the stock; ends early when the signal is aborted. */
  prepareAhead(signal?: AbortSignal): Promise<void>;
  /** Prepares one itself when the stock is empty. */
  hasNext(): boolean;
  /** None is there, but more will come from another thread; `whenFilled` calls back then, or when none will. */
  readonly isWaiting: boolean;
  whenFilled(callback: () => void): void;
  take(): PreparedRequest | undefined;
  /** Prepares one more unless the stock is full or all are prepared; says whether it did. */
  refillOne(): boolean;
  /** Lets go of the source. */
  close(): void;
}

export type SupplyOptions = {
  requests: Iterable<BenchmarkRequest>;
  client: InferenceClient;
  /** Requests it gives at most. */
  limit: number;
  /** Requests that lie prepared at most. */
  lookAhead: number;
  /** False where filling the stock must not let other things happen in between (virtual time). */
  inTurns: boolean;
};

export function createRequestSupply({ requests, client, limit, lookAhead, inTurns }: SupplyOptions): RequestSupply {
  const source = requests[Symbol.iterator]();
  let stock: PreparedRequest[] = [];
  let head = 0;
  let stockTokens = 0;
  let drawn = 0;
  let dry = false;

  const prepareOne = (): boolean => {
    if (dry || drawn >= limit) return false;
    const { value, done } = source.next();
    if (done) {
      dry = true;
      return false;
    }
    drawn++;
    stockTokens += value.prompt_tokens;
    stock.push(client.prepare(value));
    return true;
  };

  const refillOne = () => stock.length - head < lookAhead && stockTokens < LARGEST_STOCK_TOKENS && prepareOne();

  return {
    prepareAhead: async (signal) => {
      let turnEnds = performance.now() + TURN_MS;
      while (!signal?.aborted && refillOne()) {
        if (!inTurns || performance.now() < turnEnds) continue;
        await new Promise((resolve) => setImmediate(resolve));
        turnEnds = performance.now() + TURN_MS;
      }
    },
    hasNext: () => head < stock.length || prepareOne(),
    isWaiting: false,
    whenFilled: () => {},
    take: () => {
      if (head === stock.length && !prepareOne()) return undefined;
      const prepared = stock[head]!;
      stockTokens -= prepared.request.prompt_tokens;
      head++;
      // Taken ones are let go of in bulk: shifting a long array at each send would cost more the longer it is.
      if (head >= 1024 || head === stock.length) {
        stock = stock.slice(head);
        head = 0;
      }
      return prepared;
    },
    refillOne,
    close: () => {
      source.return?.();
    },
  };
}
