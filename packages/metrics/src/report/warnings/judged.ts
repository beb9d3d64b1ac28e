import type { RunManifest, Verdict } from '@sagellm/bench-protocol';
import type { JudgedWorkload } from '../judged-workload.ts';

/** A run as all warnings look at it. */
export type Judged = {
  manifest: RunManifest;
  workloads: readonly JudgedWorkload[];
  tokenTimes: Uint32Array;
  /** What it says is not said again as a warning. */
  verdict: Verdict;
};
