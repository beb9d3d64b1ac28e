import { oneLine } from '../redact.ts';
import type { Reading } from './reading.ts';

/** What a refusal may say in its head, as it is written there. */
const TELLING = [
  ['retry-after', 'Retry-After'],
  ['location', 'Location'],
] as const;
const LONGEST = 200;

/** Keeps when to come again, or where the answer is, of a reply that is none. Nothing is retried or followed. */
export function readRefusalHeaders(reading: Reading, status: number, headers: Readonly<Record<string, string>>): void {
  if (status < 300) return;
  const said = TELLING.filter(([name]) => headers[name]).map(
    ([name, text]) => `${text}: ${oneLine(headers[name]!, reading.secret).slice(0, LONGEST)}`,
  );
  reading.refusal = said.length > 0 ? said.join(', ') : undefined;
}
