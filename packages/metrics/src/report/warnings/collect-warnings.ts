import type { RunManifest, Warning } from '@sagellm/bench-protocol';
import type { JudgedWorkload } from '../judged-workload.ts';
import { enginesAndTokenizers } from './engine-and-tokenizer.ts';
import { failures } from './failures.ts';
import { warningsOf } from './finding.ts';
import { identities } from './identities.ts';
import { impossibleNumbers } from './impossible-numbers.ts';
import { prompts } from './prompts.ts';
import { runState } from './run-state.ts';
import { sendingOnTime } from './sending-on-time.ts';
import { streams } from './streams.ts';
import { tokenCounts } from './token-counts.ts';

export type Judged = {
  manifest: RunManifest;
  workloads: readonly JudgedWorkload[];
  tokenTimes: Uint32Array;
};

/** What a reader must know before trusting the numbers: first what was said during the run, then what the records show. */
export function collectWarnings(judged: Judged): Warning[] {
  return [
    ...judged.manifest.warnings,
    ...runState(judged),
    ...enginesAndTokenizers(judged),
    ...warningsOf(failures(judged)),
    ...tokenCounts(judged),
    ...warningsOf([
      ...prompts(judged),
      ...streams(judged),
      ...sendingOnTime(judged),
      ...identities(judged),
      ...impossibleNumbers(judged),
    ]),
  ];
}
