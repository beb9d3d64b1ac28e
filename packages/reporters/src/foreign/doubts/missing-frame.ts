import type { Doubt } from '../foreign-report.ts';

/** What a file would have to say before its numbers could be set beside others. */
export function missingFrame(missing: string[]): Doubt {
  return {
    code: 'frame-missing',
    says: `the file does not say ${listed(missing)}`,
    because: 'so nothing shows that another file was measured under the same conditions',
  };
}

function listed(words: string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}
