import { expect, it } from 'vitest';
import { KeptConnections } from './kept-connections.ts';

it.each<[string, (number | 'reused')[], boolean]>([
  ['nothing is known', [], true],
  ['silent ones were closed', [500, 4000, 4000, 4000], true],
  ['two were closed at once', [0, 499], true],
  ['three were', [0, 499, 0], false],
  ['three were, and none of the others that were used again', ['reused', 'reused', 0, 'reused', 0, 0], true],
  ['more were closed than used again', ['reused', 0, 0, 0], false],
])('where %s, connections are kept: %#', (_, happened, areKept) => {
  const kept = new KeptConnections();
  for (const one of happened) {
    if (one === 'reused') kept.reused();
    else kept.closedBehindAnswer(one);
  }
  expect(kept.areKept).toBe(areKept);
});
