import { createOpenAIClient, engineProfiles } from '@sagellm/bench-clients';
import { systemClock } from '@sagellm/bench-clock';
import type { HttpRequest, InferenceClient, ResponseSink, Transport } from '@sagellm/bench-protocol';
import type { HttpClientOptions } from '../src/backends/http-client.ts';
import { timeoutsOf } from '../src/backends/timeouts.ts';
import { openTransport } from '../src/backends/transports.ts';

export type SlowClientOptions = {
  own: HttpClientOptions;
  /** Between the stamp of the send and the send. */
  sendMs?: number;
  /** Between a socket read and its stamp. */
  receiveMs?: number;
  /** The stamp of every third read is late, and that of the others is not. */
  unevenMs?: number;
  /** One read of each answer is never told. */
  losesEvents?: boolean;
};

/** The client of a run with a planted fault. A load thread imports it. */
export function openSlowClient({ own, ...faults }: SlowClientOptions): InferenceClient {
  const { plan, baseUrl, profile, transport, ...rest } = own;
  return createOpenAIClient({
    ...rest,
    transport: slow(openTransport(plan, baseUrl, systemClock, transport), faults),
    profile: engineProfiles[profile],
    baseUrl,
    timeouts: timeoutsOf(plan),
    clock: systemClock,
  });
}

function slow(inner: Transport, faults: Omit<SlowClientOptions, 'own'>): Transport {
  const { sendMs = 0 } = faults;
  return {
    name: inner.name,
    stampSource: inner.stampSource,
    open: (connections) => inner.open(connections),
    ...(inner.prepare ? { prepare: (request: HttpRequest) => inner.prepare!(request) } : {}),
    send(slot, request, sink) {
      if (sendMs === 0) return inner.send(slot, request, slowSink(sink, faults));
      const at = systemClock.now();
      sink.sent(slot, at);
      systemClock.schedule(at + sendMs, () => inner.send(slot, request, slowSink(sink, faults, true)));
    },
    abort: (slot) => inner.abort(slot),
    close: () => inner.close(),
  };
}

/** Everything that is heard comes so much later, in its order, with the stamp of that moment. */
function slowSink(
  sink: ResponseSink,
  { receiveMs = 0, unevenMs = 0, losesEvents = false }: Omit<SlowClientOptions, 'own'>,
  wasSent = false,
): ResponseSink {
  let reads = 0;
  let isLost = false;
  const waiting: ((at: number) => void)[] = [];
  const later = (tell: (at: number) => void, at: number) => {
    if (receiveMs === 0) return tell(at);
    // Timers of nearly the same moment may change places: whichever comes, what was heard first is told first.
    waiting.push(tell);
    systemClock.schedule(at + receiveMs, () => waiting.shift()!(systemClock.now()));
  };
  return {
    connected: (slot, connectMs) => sink.connected(slot, connectMs),
    sent: (slot, at) => {
      if (!wasSent) sink.sent(slot, at);
    },
    headers: (slot, at, status, headers) => later((then) => sink.headers(slot, then, status, headers), at),
    data(slot, at, bytes) {
      const text = Buffer.from(bytes);
      if (losesEvents && !isLost && reads === 5) {
        isLost = true;
        return;
      }
      const shift = reads++ % 3 === 2 ? unevenMs : 0;
      later((then) => sink.data(slot, then + shift, text), at);
    },
    end: (slot, at) => later((then) => sink.end(slot, then), at),
    fail: (slot, at, failure) => later((then) => sink.fail(slot, then, failure), at),
  };
}
