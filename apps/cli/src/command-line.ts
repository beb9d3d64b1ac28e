import { readFile } from 'node:fs/promises';
import type { Argv } from 'yargs';
import { overview } from './overview.ts';
import { showError, UsageFault } from './terminal/show-error.ts';

/** A command's other half, loaded only when it is called. `handle` returns the exit code. */
type CommandModule = {
  build(yargs: Argv): Argv;
  handle(argv: Record<string, unknown>): Promise<number>;
};

const commands: { command: string; describe: string; aliases?: string[]; load: () => Promise<CommandModule> }[] = [
  { command: 'run', describe: 'send workloads to an engine, measure, report', load: () => import('./commands/run.ts') },
  {
    command: 'sweep',
    describe: 'the same run at several loads, and the curve that they make',
    load: () => import('./commands/sweep.ts'),
  },
  {
    command: 'saturate',
    describe: 'the largest rate at which an SLO holds, and the curve',
    load: () => import('./commands/saturate.ts'),
  },
  {
    command: 'report',
    describe: 'show a finished run again, in any format',
    load: () => import('./commands/report.ts'),
  },
  {
    command: 'contract',
    describe: 'hold a finished run against a contract',
    aliases: ['validate'],
    load: () => import('./commands/contract.ts'),
  },
  {
    command: 'calibrate',
    describe: "this instrument's own error on this machine, at a load of your choice",
    load: () => import('./commands/calibrate.ts'),
  },
  {
    command: 'datasets <action> [name]',
    describe: 'what can be sent, and what it looks like',
    load: () => import('./commands/datasets.ts'),
  },
  {
    command: 'workload-template',
    describe: 'workloads of your own to start from',
    load: () => import('./commands/workload-template.ts'),
  },
  {
    command: 'serve',
    describe: 'the embedded engine as an OpenAI-compatible server',
    load: () => import('./commands/serve.ts'),
  },
  {
    command: 'replay <file>',
    describe: 'serve a recorded reply, to look into a case',
    load: () => import('./commands/replay.ts'),
  },
  {
    command: 'explain [metric]',
    describe: 'what a number means, exactly',
    load: () => import('./commands/explain.ts'),
  },
  { command: 'doctor', describe: 'what works on this machine', load: () => import('./commands/doctor.ts') },
];

const NAME = 'sagellm-benchmark';

/** Parses, runs the command, prints errors; returns the exit code. */
export async function runCommandLine(args: string[]): Promise<number> {
  // A reader that goes away early (`| head`) is no error of ours.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  if (args.length === 1 && (args[0] === '--help' || args[0] === '-h')) {
    const completion = { command: 'completion', describe: 'print a completion script for your shell' };
    process.stdout.write(overview(NAME, [...commands, completion]));
    return 0;
  }
  const { default: yargs } = await import('yargs');
  let exitCode = 0;
  const parser = yargs(args)
    .scriptName(NAME)
    .version(await ownVersion())
    .alias('version', 'V')
    .alias('help', 'h')
    .parserConfiguration({
      'duplicate-arguments-array': true,
      'strip-aliased': true,
      'strip-dashed': false,
      'camel-case-expansion': false,
    })
    .strict()
    .strictCommands()
    .demandCommand(1, 'name a command')
    .completion('completion', 'print a completion script for your shell')
    .wrap(Math.min(110, process.stdout.columns || 100))
    .exitProcess(false)
    .fail((message, error) => {
      // Errors of a command's own work come through here too; yargs' own have a message.
      throw message ? new UsageFault(message) : error;
    });
  for (const { command, describe, aliases = [], load } of commands) {
    parser.command(
      [command, ...aliases],
      describe,
      async (builder) => (await load()).build(builder),
      async (argv) => {
        exitCode = await (await load()).handle(argv);
      },
    );
  }
  try {
    await parser.parseAsync();
    return exitCode;
  } catch (error) {
    return showError(
      error,
      args,
      commands.map(({ command }) => command.split(' ')[0]!),
    );
  }
}

async function ownVersion(): Promise<string> {
  const manifest = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  return manifest.version;
}
