import type { VerdictReason } from '@sagellm/bench-protocol';
import { type Limit, type Threshold, type ThresholdKey, thresholds } from './thresholds.ts';

/** A figure held against its row of the table. */
export type Weighed = { state: VerdictReason['state']; limit: number };

export type Figure = {
  value: number;
  /** How late sends or stamps were because of it; the value itself where that is a time. */
  atStakeMs?: number | undefined;
  /** The latency that this falsifies. Unknown: a limit relative to it cannot excuse anything. */
  touchedMs?: number | undefined;
  /** What speaks against calling it INVALID, whatever the figure. */
  excused?: boolean;
};

/** The state that a figure calls for and the limit that it passed; absent where it casts no doubt. */
export function weigh(key: ThresholdKey, figure: Figure): Weighed | undefined {
  const row: Threshold = thresholds[key];
  const spared = figure.excused === true && row.degraded !== undefined;
  if (row.invalid && !spared && passes(row.invalid, figure)) {
    return { state: 'INVALID', limit: limitOf(row.invalid, row, figure) };
  }
  if (!row.degraded || !passes(row.degraded, figure)) return undefined;
  return { state: 'DEGRADED', limit: limitOf(row.degraded, row, figure) };
}

function passes({ above, floor_ms, share }: Limit, { value, atStakeMs, touchedMs }: Figure): boolean {
  if (value <= above) return false;
  if (floor_ms !== undefined && (atStakeMs === undefined || atStakeMs <= floor_ms)) return false;
  return share === undefined || touchedMs === undefined || atStakeMs === undefined || atStakeMs > share * touchedMs;
}

/** Of a time: the larger of the floor and the share of the latency. */
function limitOf({ above, share }: Limit, { unit }: Threshold, { touchedMs }: Figure): number {
  return unit === 'ms' && share !== undefined && touchedMs !== undefined ? Math.max(above, share * touchedMs) : above;
}
