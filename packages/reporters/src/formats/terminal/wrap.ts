/**
 * Breaks text between words, never before a %, so that lines fit; a word that is longer stands alone. Without a width
 * nothing breaks.
 */
export function wrapped(text: string, width: number | undefined, indent: number): string {
  const room = Math.max(20, (width ?? Number.POSITIVE_INFINITY) - indent);
  const lines: string[] = [];
  for (const word of text.split(/ (?!%)/)) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + 1 + word.length <= room) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines.join(`\n${' '.repeat(indent)}`);
}
