import type { RunManifest } from '@sagellm/bench-protocol';
import type { JudgedWorkload } from '../judged-workload.ts';

/** A run as all warnings look at it. */
export type Judged = {
  manifest: RunManifest;
  workloads: readonly JudgedWorkload[];
  tokenTimes: Uint32Array;
};
