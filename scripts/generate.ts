import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { generateDocuments } from './generate/documents.ts';

/** `pnpm generate` writes the generated documents; `--check` only says which ones drifted, and then exits with 1. */
export async function generate(options: { root: string; check: boolean; print: (line: string) => void }) {
  const { drifted, write } = await generateDocuments(options.root);
  if (options.check) {
    for (const path of drifted) options.print(`${path}: not what the sources say`);
    if (drifted.length > 0) options.print('run `pnpm generate` and commit the result');
    return drifted.length > 0 ? 1 : 0;
  }
  await write();
  options.print(drifted.length > 0 ? `written: ${drifted.join(', ')}` : 'nothing had changed');
  return 0;
}

if (import.meta.main) {
  try {
    const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
    process.exitCode = await generate({
      root: join(import.meta.dirname, '..'),
      check: values.check,
      print: console.log,
    });
  } catch (error) {
    console.error((error as Error).message);
    process.exitCode = 1;
  }
}
