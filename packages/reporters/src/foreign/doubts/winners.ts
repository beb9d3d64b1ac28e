import type { Doubt } from '../foreign-report.ts';
import type { JsonObject } from '../loose-json.ts';

/** The file's own winners are not repeated: they are the extreme of one measurement each, even where nothing ran. */
export function winnersWithoutTest(summary: JsonObject): Doubt[] {
  const named = Object.keys(summary).filter((key) => /^(best|lowest|highest|optimal|max)_/.test(key));
  if (named.length === 0) return [];
  return [
    {
      code: 'winner-without-test',
      says: `the winners that the file names are not shown (${named.join(', ')})`,
      because:
        'each is the largest or smallest of one measurement, and nothing says that a difference is more than noise',
    },
  ];
}
