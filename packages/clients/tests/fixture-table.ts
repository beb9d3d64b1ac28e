/** Rows of the one table in a Markdown text, by the names of its columns; a dash is absent. */
export function readTable(text: string): Record<string, string | undefined>[] {
  const [head, , ...rows] = text
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map(cellsOf);
  return rows.map((cells) =>
    Object.fromEntries(head!.map((name, i) => [name, cells[i] === '–' ? undefined : cells[i]])),
  );
}

function cellsOf(line: string): string[] {
  return line
    .replace(/^\||\|$/g, '')
    .split('|')
    .map((cell) => cell.trim());
}
