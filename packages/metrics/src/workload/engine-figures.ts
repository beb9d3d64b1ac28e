import type { EngineObservation } from '@sagellm/bench-protocol';

const COPIED = ['kv_used_tokens', 'kv_used_bytes', 'evict_count', 'evict_ms', 'peak_mem_mb', 'avg_mem_mb'] as const;

type Figures = Partial<Record<(typeof COPIED)[number] | 'spec_accept_rate', number>>;

/**
 * What only the engine can tell, copied with its source as the note. What nobody told stays absent with that reason.
 *
 * `spec_accept_rate` is 0 without a source only where speculation is known to be off, and the note says so.
 */
export function engineFigures(
  observation: EngineObservation | undefined,
  speculation: 'on' | 'off' | undefined,
): { figures: Figures; notes: Record<string, string> } {
  const figures: Figures = {};
  const notes: Record<string, string> = {};
  for (const key of COPIED) {
    const value = observation?.[key];
    if (value !== undefined) figures[key] = value;
    notes[key] = observation?.sources[key] ?? (value === undefined ? 'the engine did not tell' : 'told by the engine');
  }

  const accepted = observation?.spec_accept_rate;
  const source = observation?.sources.spec_accept_rate;
  if (accepted !== undefined && (accepted > 0 || source !== undefined)) {
    figures.spec_accept_rate = accepted;
    notes.spec_accept_rate = source ?? 'told by the engine';
  } else if (speculation === 'off') {
    figures.spec_accept_rate = 0;
    notes.spec_accept_rate = 'speculation is off';
  } else {
    notes.spec_accept_rate = source ?? 'the engine did not tell';
  }
  return { figures, notes };
}
