import type { RequestRecord, WorkloadRun } from '@sagellm/bench-protocol';

/** What became of the positions of a plan. */
export type Positions = {
  issued: number;
  /** Of these, without a record. */
  lost: number;
  /** Records beyond one for each request issued. */
  repeated: number;
  /** Planned and not issued, though nothing but the plan's end stopped the run. */
  missing: number;
};

/**
 * issued = completed + failed + cancelled, each position of the plan once.
 *
 * The load loop counts what it issues, and the manifest keeps that count. A run of before has none: then positions count
 * up to the last one, where the plan came to its end; cut short, several threads leave gaps between their positions.
 * Issued 4 of a plan of 5, records at 0, 1, 1: lost 2, repeated 1, missing 1. A run that was killed has no `run`: what was
 * in flight then is lost without a fault of the count, so nothing is said.
 */
export function countPositions(
  measured: readonly RequestRecord[],
  run: WorkloadRun | undefined,
): Positions | undefined {
  if (!run) return undefined;
  const seen = new Set(measured.map(({ index }) => index)).size;
  const toTheEnd = run.stopped_by === 'requests';
  const upToLast = measured.reduce((last, { index }) => Math.max(last, index + 1), 0);
  const issued = run.issued ?? (toTheEnd ? upToLast : seen);
  const wholePlan = toTheEnd && run.duration_s === undefined;
  return {
    issued,
    lost: Math.max(0, issued - seen),
    repeated: measured.length - Math.min(seen, issued),
    missing: wholePlan ? Math.max(0, run.spec.requests - issued) : 0,
  };
}
