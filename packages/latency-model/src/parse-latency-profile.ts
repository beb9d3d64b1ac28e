import { constantProfile, type LatencyProfile } from './latency-profile.ts';
import { latencyProfileNames, latencyProfiles } from './profiles.ts';

export type ParsedLatencyProfile = { ok: true; profile: LatencyProfile } | { ok: false; problem: string };

/**
 * A profile by name (`reference`) or in numbers (`ttft=50,itl=10`, milliseconds). Never throws: `problem` is the second
 * half of a sentence, for the caller to put the flag's name before.
 */
export function parseLatencyProfile(text: string): ParsedLatencyProfile {
  const wanted = text.trim().toLowerCase();
  if (Object.hasOwn(latencyProfiles, wanted)) return { ok: true, profile: latencyProfiles[wanted]! };
  if (!wanted.includes('=')) {
    return problem(`is no latency profile; choose ${latencyProfileNames.join(', ')} or write ttft=50,itl=10`);
  }

  const values = new Map<string, number>();
  for (const part of wanted.split(',')) {
    const [key = '', value = ''] = part.split('=').map((piece) => piece.trim());
    if (key !== 'ttft' && key !== 'itl') return problem(`has the unknown key "${key}"; the keys are ttft and itl`);
    if (values.has(key)) return problem(`gives ${key} twice`);
    if (!/^\d+(\.\d+)?$/.test(value)) return problem(`has ${key}="${value}", which is no number of milliseconds`);
    values.set(key, Number(value));
  }
  const [ttftMs, itlMs] = [values.get('ttft'), values.get('itl')];
  if (ttftMs === undefined || itlMs === undefined) {
    return problem(`lacks ${ttftMs === undefined ? 'ttft' : 'itl'}; write both, like ttft=50,itl=10`);
  }
  return { ok: true, profile: constantProfile({ ttftMs, itlMs }) };

  function problem(sentence: string): ParsedLatencyProfile {
    return { ok: false, problem: sentence };
  }
}
