import type { Warning } from '@sagellm/bench-protocol';
import { enginesAndTokenizers } from './engine-and-tokenizer.ts';
import { failures } from './failures.ts';
import { besideVerdict, warningsOf } from './finding.ts';
import { identities } from './identities.ts';
import { impossibleNumbers } from './impossible-numbers.ts';
import type { Judged } from './judged.ts';
import { prompts } from './prompts.ts';
import { runState } from './run-state.ts';
import { sendingOnTime } from './sending-on-time.ts';
import { streams } from './streams.ts';
import { tokenCounts } from './token-counts.ts';

/** What a reader must know before trusting the numbers: first what was said during the run, then what the records show. */
export function collectWarnings(judged: Judged): Warning[] {
  return [
    ...judged.manifest.warnings,
    ...runState(judged),
    ...enginesAndTokenizers(judged),
    ...warningsOf(failures(judged)),
    ...tokenCounts(judged),
    ...warningsOf(
      besideVerdict(
        [
          ...prompts(judged),
          ...streams(judged),
          ...sendingOnTime(judged),
          ...identities(judged),
          ...impossibleNumbers(judged),
        ],
        judged.verdict,
      ),
    ),
  ];
}
