import { measurementText } from '../../values/number-text.ts';
import type { Doubt, ForeignTable } from '../foreign-report.ts';
import { rowName } from '../foreign-report.ts';
import { numberOf } from '../foreign-table.ts';

/** Below half a millisecond a token, and fifty times faster than the first: no model decodes so, a buffer empties so. */
const FASTEST_GAP_MS = 0.5;
const LARGEST_RATIO = 50;

/** Rows whose tokens followed the first one faster than any engine makes them. */
export function impossibleGaps(table: ForeignTable, ttft: string, gap: string, meaning: string): Doubt[] {
  const found = table.rows.filter((row) => isImpossible(numberOf(row, ttft), numberOf(row, gap)));
  if (found.length === 0) return [];
  const shown = found.map(
    (row) =>
      `${rowName(row)}: ${gap} ${measurementText(numberOf(row, gap))} beside ${ttft} ${measurementText(numberOf(row, ttft))}`,
  );
  return [
    {
      code: 'impossible-token-gap',
      keys: [ttft, gap],
      rows: found.map(rowName),
      says: 'the time between tokens is impossible',
      because: `${shown.join('; ')}: the text came in one piece; ${meaning}`,
    },
  ];
}

export function isImpossible(ttftMs: number | undefined, gapMs: number | undefined): boolean {
  if (ttftMs === undefined || gapMs === undefined || gapMs <= 0) return false;
  return gapMs < FASTEST_GAP_MS && ttftMs / gapMs > LARGEST_RATIO;
}
