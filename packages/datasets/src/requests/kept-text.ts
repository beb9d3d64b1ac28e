import { usageError } from '@sagellm/bench-protocol';

/** Characters of prompts that are held in memory at once. */
export const KEPT_LIMIT = 256 * 2 ** 20;

/** Counts what is kept of a file, and refuses what would fill the memory. */
export function createKeptText(where: string): (characters: number) => void {
  let kept = 0;
  return (characters) => {
    kept += characters;
    if (kept <= KEPT_LIMIT) return;
    throw usageError(
      `${where}: its prompts are more than ${KEPT_LIMIT / 2 ** 20} Mi characters`,
      'ask for a number of requests, so that only those are kept, or take a smaller file',
    );
  };
}
