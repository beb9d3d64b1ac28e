import { type TryOptions, tryTransport } from '@sagellm/bench-clients';
import type { Clock } from '@sagellm/bench-clock';
import type { Failure, RunPlan } from '@sagellm/bench-protocol';
import { openTransport, type TransportChoice, type TransportName } from './transports.ts';
import type { WayToServer } from './way-to-server.ts';

export type ChooseTransportOptions = Omit<TryOptions, 'path'> & {
  plan: RunPlan;
  /** A route that answers, in full. */
  route: string;
  way: WayToServer;
  clock: Clock;
};

export type ChosenTransport = TransportChoice & {
  /** Why this one, as one clause for a person; absent where the plan names it and nothing is to be said. */
  reason?: string;
};

/**
 * Which transport a run uses. `auto` is our own client wherever that can do it: not through a proxy, and not where the
 * answer to a first question cannot be read by it but by undici.
 */
export async function chooseTransport(options: ChooseTransportOptions): Promise<ChosenTransport> {
  const { plan, way } = options;
  const { access, proxy } = way;
  if (plan.transport === 'lean' && proxy) {
    return { name: 'lean', access, reason: `directly: it does not use the proxy that ${proxy.variable} names` };
  }
  if (plan.transport !== 'auto') {
    return { name: plan.transport, access, ...(proxy ? { reason: `through the proxy ${proxy.text}` } : {}) };
  }
  if (proxy) {
    return { name: 'undici', access, reason: `lean goes through no proxy, and ${proxy.variable} names ${proxy.text}` };
  }
  const declined = await ask('lean', options);
  if (!declined) return { name: 'lean', access, reason: 'it reads what this server answers' };
  const alsoDeclined = await ask('undici', options);
  if (!alsoDeclined) {
    return { name: 'undici', access, reason: `lean cannot read what this server answers (${declined.message})` };
  }
  const remedy = /content-encoding/.test(declined.message) ? '; --transport openai-sdk decodes it' : '';
  return {
    name: 'lean',
    access,
    reason: `neither it nor undici reads what this server answers (${declined.message})${remedy}`,
  };
}

/** Why a transport cannot do it, or nothing. */
async function ask(name: TransportName, options: ChooseTransportOptions): Promise<Failure | undefined> {
  const { plan, route, way, clock } = options;
  const { origin, pathname, search } = new URL(route);
  const transport = openTransport(plan, origin, clock, { name, access: way.access });
  try {
    return await tryTransport(transport, { ...options, path: pathname + search });
  } finally {
    await transport.close();
  }
}
