import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

export type DocumentedCommand = { document: string; line: number; text: string };

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Every `pnpm bench …` in the shell blocks of a document, also through `npx` and in front of a pipe. */
export async function commandsOf(document: string): Promise<DocumentedCommand[]> {
  const lines = (await readFile(`${root}${document}`, 'utf8')).split('\n');
  const commands: DocumentedCommand[] = [];
  let inShell = false;
  for (const [index, line] of lines.entries()) {
    if (line.startsWith('```')) inShell = line === '```sh';
    else if (inShell && /^(npx -y pnpm@[\d.]+|pnpm)( -s)? bench /.test(line))
      commands.push({ document, line: index + 1, text: line });
  }
  return commands;
}

/** The arguments behind `bench`, up to a pipe, without quotes. */
export function argumentsOf(text: string): string[] {
  const tail = text.replace(/^.*? bench /, '').replace(/ \| .*$/, '');
  return [...tail.matchAll(/"([^"]*)"|(\S+)/g)].map((match) => match[1] ?? match[2]!);
}
