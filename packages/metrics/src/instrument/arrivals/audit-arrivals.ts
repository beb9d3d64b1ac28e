import type { ArrivalAudit, PatternFacts, RequestRecord } from '@sagellm/bench-protocol';
import { withoutAbsent } from '../../absent.ts';
import { percentile, sorted } from '../../statistics/percentile.ts';
import { movedByConversation } from '../conservation/ready-moments.ts';
import { askedProcess } from './asked-process.ts';
import { coefficientOfVariation, gapsOf, lagOneCorrelation } from './gaps.ts';
import { countingWindows, indexOfDispersion } from './index-of-dispersion.ts';
import { ratePerSecond } from './rate-per-second.ts';
import { twoSampleDistance } from './two-sample-distance.ts';

/**
 * Whether requests left when and how the load plan wanted it, from the times really sent. Of an open loop's measured
 * requests; those that no connection was made for never left and enter neither side.
 *
 * Planned and sent figures are of the same requests, so that chance, which drew the due times, is on both sides and
 * what differs is the sender's doing. Absent in a closed loop, and below two due times.
 */
export function auditArrivals(records: readonly RequestRecord[], pattern?: PatternFacts): ArrivalAudit | undefined {
  const scheduled = records.flatMap(({ due_ms, sent_ms }) =>
    due_ms === undefined || sent_ms === undefined ? [] : [{ due_ms, sent_ms }],
  );
  const plannedRate = ratePerSecond(scheduled.map(({ due_ms }) => ({ due_ms, at: due_ms })));
  const sentRate = ratePerSecond(scheduled.map(({ due_ms, sent_ms }) => ({ due_ms, at: sent_ms })));
  if (plannedRate === undefined || sentRate === undefined) return undefined;

  const due = sorted(scheduled.map(({ due_ms }) => due_ms));
  const sent = sorted(scheduled.map(({ sent_ms }) => sent_ms));
  const plannedGaps = gapsOf(due);
  const sentGaps = gapsOf(sent);
  const windows = countingWindows(due);
  // Turns that wait for their conversation are due when it is ready, which no process foresees.
  const asked = movedByConversation(records) > 0 ? undefined : askedProcess(pattern);
  return withoutAbsent<ArrivalAudit>({
    sends: scheduled.length,
    planned_rate: plannedRate,
    sent_rate: sentRate,
    asked_rate: asked?.rate,
    asked_cv: asked?.cv,
    planned_cv: coefficientOfVariation(plannedGaps),
    sent_cv: coefficientOfVariation(sentGaps),
    dispersion_window_ms: windows?.lengthMs,
    planned_dispersion: windows && indexOfDispersion(due, windows),
    sent_dispersion: windows && indexOfDispersion(sent, { ...windows, start: windows.start + usualLag(scheduled) }),
    planned_lag1: lagOneCorrelation(plannedGaps),
    sent_lag1: lagOneCorrelation(sentGaps),
    ks_distance: twoSampleDistance(plannedGaps.sort(), sentGaps.sort()),
  });
}

/** A delay that all sends share moves the windows and is no other process. */
function usualLag(scheduled: readonly { due_ms: number; sent_ms: number }[]): number {
  return percentile(
    scheduled.map(({ due_ms, sent_ms }) => sent_ms - due_ms),
    0.5,
  )!;
}
