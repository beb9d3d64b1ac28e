import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { apiDocs } from './api-docs.ts';

/** `pnpm api-docs` writes docs/api; `--check` only says which pages drifted, and then exits with 1. */
const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
const root = join(import.meta.dirname, '../../..');
try {
  const { drifted, write } = await apiDocs(root, join(root, 'docs/api'));
  if (!values.check) {
    await write();
    console.log(drifted.length > 0 ? `written: ${drifted.join(', ')}` : 'nothing had changed');
  } else if (drifted.length > 0) {
    for (const name of drifted) console.log(`docs/api/${name}: not what the sources say`);
    console.log('run `pnpm api-docs` and commit the result');
    process.exitCode = 1;
  }
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
