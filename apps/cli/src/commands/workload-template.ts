import { writeWhole } from '@sagellm/bench-composition';
import { usageError } from '@sagellm/bench-protocol';
import type { Argv } from 'yargs';

export function build(yargs: Argv): Argv {
  return yargs
    .usage(
      '$0 workload-template [options]\n\nPrints workloads of your own to start from; run them with run --workload-file.',
    )
    .option('format', { type: 'string', requiresArg: true, default: 'yaml', describe: 'yaml or json' })
    .option('output', {
      alias: 'o',
      type: 'string',
      requiresArg: true,
      describe: 'write to this file instead of standard output',
    })
    .example('$0 workload-template --output workloads.yaml', 'then: run --workload-file workloads.yaml');
}

export async function handle(argv: Record<string, unknown>): Promise<number> {
  const { format, output } = argv;
  if (format !== 'yaml' && format !== 'json') throw usageError(`--format ${String(format)}: must be yaml or json`);
  const { workloadTemplate } = await import('@sagellm/bench-datasets');
  if (typeof output === 'string') await writeWhole(output, workloadTemplate(format));
  else process.stdout.write(workloadTemplate(format));
  return 0;
}
