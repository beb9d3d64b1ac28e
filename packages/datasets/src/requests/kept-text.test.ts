import { expect, it } from 'vitest';
import { createKeptText, KEPT_LIMIT } from './kept-text.ts';

it('what is kept of a file has a limit, and the first character above it is refused', () => {
  const keep = createKeptText('--dataset-file f');
  keep(KEPT_LIMIT - 1);
  keep(1);
  expect(() => keep(1)).toThrow('--dataset-file f: its prompts are more than 256 Mi characters');
});
