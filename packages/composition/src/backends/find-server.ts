import {
  chooseSagellmRoute,
  type EngineProfile,
  type EngineProfileName,
  engineProfiles,
  recogniseServer,
  type ServerAccess,
} from '@sagellm/bench-clients';
import type { RunPlan } from '@sagellm/bench-protocol';

export type FoundServer = {
  profile: EngineProfile;
  /** Where requests go; sageLLM's engine port may stand in for its gateway. */
  baseUrl: string;
  endpoint: 'chat' | 'completions';
  version?: string;
  /** How it was recognised or why this route was taken, for a person. */
  how?: string;
};

export type AskOptions = { apiKey?: string; signal: AbortSignal; timeoutMs: number; access?: ServerAccess };

/** Which profile a server is spoken to with, and at which of its ports. */
export async function findServer(plan: RunPlan, url: string, ask: AskOptions): Promise<FoundServer> {
  const named = plan.backend.toLowerCase();
  if (named !== 'auto') return route(named as EngineProfileName, plan, url, ask);
  const { profile, how, version } = await recogniseServer({ baseUrl: url, ...ask });
  const found = await route(profile, plan, url, ask);
  return { ...found, how: found.how ? `${how}; ${found.how}` : how, ...(version ? { version } : {}) };
}

async function route(name: EngineProfileName, plan: RunPlan, url: string, ask: AskOptions): Promise<FoundServer> {
  const { endpoint = 'chat' } = plan;
  if (name !== 'sagellm' || plan.endpoint === 'chat') return { profile: engineProfiles[name], baseUrl: url, endpoint };
  // Only its engine's own stream tells token ids, exact counts and the true finish reason.
  const chosen = await chooseSagellmRoute({ baseUrl: url, endpoint, native: true, ...ask });
  const exact = chosen.profile === engineProfiles['sagellm-engine'];
  return { ...chosen, endpoint: exact ? 'completions' : endpoint };
}
