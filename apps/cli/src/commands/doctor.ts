import { runChecks } from '@sagellm/bench-composition';
import pc from 'picocolors';
import type { Argv } from 'yargs';

export function build(yargs: Argv): Argv {
  return yargs
    .usage('$0 doctor\n\nChecks what works on this machine, and says what to do about the rest.')
    .option('json', { type: 'boolean', describe: 'print the checks as JSON' });
}

export async function handle(argv: Record<string, unknown>): Promise<number> {
  const checks = await runChecks();
  if (argv.json) process.stdout.write(`${JSON.stringify(checks, null, 2)}\n`);
  else {
    const colors = pc.createColors(process.stdout.isTTY === true && !process.env.NO_COLOR);
    const marks = { ok: colors.green('ok  '), warn: colors.yellow('warn'), fail: colors.red('FAIL') };
    const width = Math.max(...checks.map(({ name }) => name.length));
    for (const { name, status, found, remedy } of checks) {
      process.stdout.write(`${marks[status]}  ${name.padEnd(width)}  ${found}\n`);
      if (remedy) process.stdout.write(`      ${' '.repeat(width)}  → ${remedy}\n`);
    }
  }
  return checks.some(({ status }) => status === 'fail') ? 1 : 0;
}
