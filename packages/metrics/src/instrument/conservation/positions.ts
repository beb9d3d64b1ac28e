import type { RequestRecord, WorkloadRun } from '@sagellm/bench-protocol';

/** What became of the positions of a plan. */
export type Positions = {
  /** Up to the last one that was issued. */
  issued: number;
  /** Of these, without a record. */
  lost: number;
  /** Records beyond one for each position. */
  repeated: number;
  /** Planned behind the last one issued, though nothing but the plan's end stopped the run. */
  missing: number;
};

/**
 * issued = completed + failed + cancelled, each position of the plan once. Positions count from 0 in the order of issue,
 * so a request that was issued and left no record leaves a gap.
 *
 * Records at 0, 1, 1, 3 of a plan of 5: issued 4, lost 1 (2), repeated 1, missing 1 (4). A run that was killed has no
 * `run`: what was in flight then is lost without a fault of the count, so nothing is said.
 */
export function countPositions(
  measured: readonly RequestRecord[],
  run: WorkloadRun | undefined,
): Positions | undefined {
  if (!run) return undefined;
  const seen = new Set(measured.map(({ index }) => index));
  const issued = measured.reduce((last, { index }) => Math.max(last, index + 1), 0);
  const wholePlan = run.stopped_by === 'requests' && run.duration_s === undefined;
  return {
    issued,
    lost: issued - seen.size,
    repeated: measured.length - seen.size,
    missing: wholePlan ? Math.max(0, run.spec.requests - issued) : 0,
  };
}
