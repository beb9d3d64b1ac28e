import { sessionRequests } from '../conversations/sessions.ts';
import type { DatasetEntry } from '../dataset-entry.ts';
import type { OpenDatasetOptions } from '../dataset-options.ts';
import type { OpenedDataset } from '../opened-dataset.ts';
import { fixedLength } from '../token-lengths/token-lengths.ts';

export const multiTurnSet: DatasetEntry = {
  name: 'multi-turn',
  description: 'made-up conversations whose history grows turn by turn',
  options: ['inputTokens', 'outputTokens', 'turns', 'sessions', 'thinkMs'],
  open: openMultiTurn,
};

const TURNS = fixedLength(4);

/** Made-up conversations whose history grows turn by turn; each question is of the workload's length, or a drawn one. */
function openMultiTurn(options: OpenDatasetOptions): OpenedDataset {
  const { turns = TURNS, inputTokens, outputTokens, sessions, thinkMs } = options;
  const plan = {
    turns,
    ...(inputTokens ? { userTokens: inputTokens } : {}),
    ...(outputTokens ? { answerTokens: outputTokens } : {}),
    ...(sessions === undefined ? {} : { sessions }),
    ...(thinkMs ? { thinkMs } : {}),
  };
  return {
    name: 'multi-turn',
    identity: { name: 'multi-turn' },
    sample: (spec) => sessionRequests(spec, plan),
  };
}
