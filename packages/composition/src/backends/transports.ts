import {
  createLeanTransport,
  createOpenAISdkTransport,
  createUndiciTransport,
  type ServerAccess,
  tlsOptionsOf,
} from '@sagellm/bench-clients';
import type { Clock } from '@sagellm/bench-clock';
import type { RunPlan, Transport } from '@sagellm/bench-protocol';

export type TransportName = Exclude<RunPlan['transport'], 'auto'>;

/** Who puts requests on the wire, and by which way. Plain data, so that it can be handed to a thread. */
export type TransportChoice = { name: TransportName; access: ServerAccess };

/** Our own engines are spoken to by our own client, unless the plan names another. */
function toOwnEngine(plan: RunPlan): TransportChoice {
  return { name: plan.transport === 'auto' ? 'lean' : plan.transport, access: {} };
}

/** A transport to one origin. */
export function openTransport(
  plan: RunPlan,
  url: string,
  clock: Clock,
  { name, access }: TransportChoice = toOwnEngine(plan),
): Transport {
  const options = { origin: new URL(url).origin, clock, connectTimeoutMs: plan.timeout_connect * 1000 };
  const { ca, insecure, socketPath, proxy } = access;
  const socket = socketPath === undefined ? {} : { socketPath };
  switch (name) {
    case 'undici':
      return createUndiciTransport({
        ...options,
        ...socket,
        tls: tlsOptionsOf(access),
        ...(proxy === undefined ? {} : { proxy }),
      });
    case 'lean': {
      const tls = { ...(ca === undefined ? {} : { ca }), ...(insecure ? { insecure } : {}) };
      return createLeanTransport({ ...options, ...socket, tls });
    }
    case 'openai-sdk':
      return createOpenAISdkTransport({ ...options, ...(Object.keys(access).length > 0 ? { access } : {}) });
  }
}
