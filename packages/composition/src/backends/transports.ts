import { createLeanTransport, createOpenAISdkTransport, createUndiciTransport } from '@sagellm/bench-clients';
import type { Clock } from '@sagellm/bench-clock';
import type { RunPlan, Transport } from '@sagellm/bench-protocol';

/** The transport that a plan names, to one origin. */
export function openTransport(plan: RunPlan, url: string, clock: Clock): Transport {
  const options = { origin: new URL(url).origin, clock, connectTimeoutMs: plan.timeout_connect * 1000 };
  switch (plan.transport) {
    case 'undici':
      return createUndiciTransport(options);
    case 'lean':
      return createLeanTransport(options);
    case 'openai-sdk':
      return createOpenAISdkTransport(options);
  }
}
