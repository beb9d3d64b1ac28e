import { stripVTControlCharacters } from 'node:util';

/** Text from a server or a file as one harmless line: no line breaks, no terminal escapes, no invisible controls. */
export function oneLine(text: string): string {
  return stripVTControlCharacters(text)
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replace(/[\u200b\u202a-\u202e\u2066-\u2069]/g, '')
    .trim();
}
