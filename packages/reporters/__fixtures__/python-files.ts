import { readdirSync, readFileSync } from 'node:fs';

const folder = new URL('./python/', import.meta.url);

/** Result files that the Python products wrote, by their path in the folder. */
export const pythonFiles = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .map((name) => name.replaceAll('\\', '/'))
  .filter((name) => /\.\w+$/.test(name) && name !== 'README.md')
  .sort();

export function pythonFile(name: string): string {
  return readFileSync(new URL(name, folder), 'utf8');
}
