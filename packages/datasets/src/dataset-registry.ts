import type { DatasetEntry } from './dataset-entry.ts';
import { builtinSet } from './sets/builtin-dataset.ts';
import { embeddingsSet } from './sets/embeddings.ts';
import { jsonLinesSet } from './sets/jsonl.ts';
import { multiTurnSet } from './sets/multi-turn.ts';
import { randomSet } from './sets/random.ts';
import { sharedPrefixSet } from './sets/shared-prefix.ts';
import { shareGptSet } from './sets/sharegpt.ts';
import { syntheticSet } from './sets/synthetic.ts';

/** Every dataset, one line each. */
export const datasets: readonly DatasetEntry[] = [
  builtinSet,
  randomSet,
  shareGptSet,
  syntheticSet,
  jsonLinesSet,
  sharedPrefixSet,
  multiTurnSet,
  embeddingsSet,
];
