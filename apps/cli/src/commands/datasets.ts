import { findPlanKey, loadPlan, type PlanKey, previewOf } from '@sagellm/bench-composition';
import { usageError } from '@sagellm/bench-protocol';
import type { Argv } from 'yargs';
import { addPlanOptions, planFlags } from '../plan-options.ts';

const keys: readonly PlanKey['key'][] = [
  'dataset_file',
  'tokenizer',
  'seed',
  'input_tokens',
  'output_tokens',
  'token_ids',
  'conversation',
  'min_prompt_tokens',
  'max_prompt_tokens',
  'min_output_tokens',
  'max_total_tokens',
  'prefix_tokens',
  'prefix_share',
  'prefixes',
  'fan_out',
  'suffix_tokens',
  'turns',
  'sessions',
  'think_ms',
  'batch_size',
];

export function build(yargs: Argv): Argv {
  yargs
    .usage('$0 datasets list\n$0 datasets preview NAME|FILE [options]\n\nWhat can be sent, and what it looks like.')
    .positional('action', {
      type: 'string',
      choices: ['list', 'preview'],
      demandOption: true,
      describe: 'list or preview',
    })
    .positional('name', { type: 'string', describe: 'dataset or file to preview' })
    .option('count', { type: 'string', requiresArg: true, default: '200', describe: 'requests to look at' })
    .option('json', { type: 'boolean', describe: 'print as JSON' })
    .option('verbose', { type: 'boolean', alias: 'v', describe: 'more about errors' });
  addPlanOptions(yargs, keys);
  return yargs
    .example('$0 datasets list', 'every dataset and what it takes')
    .example('$0 datasets preview sharegpt --dataset-file ShareGPT.json', 'lengths and first prompts of a file')
    .example('$0 datasets preview random --input-tokens lognormal:median=256,sigma=0.6', 'a distribution, drawn');
}

export async function handle(argv: Record<string, unknown>): Promise<number> {
  if (argv.action === 'list') return list(argv.json === true);
  if (typeof argv.name !== 'string')
    throw usageError('datasets preview: name a dataset or a file', '`bench datasets list` shows them');
  const count = Number(argv.count);
  if (!Number.isInteger(count) || count < 1)
    throw usageError(`--count ${String(argv.count)}: must be a whole number above 0`);
  const flags = {
    ...planFlags(
      argv,
      keys.map((key) => findPlanKey(key)!),
    ),
    dataset: argv.name,
  };
  const { plan } = await loadPlan({ flags, env: {} });
  const preview = await previewOf(plan, count);
  if (argv.json) process.stdout.write(`${JSON.stringify(preview, null, 2)}\n`);
  else {
    const { previewText } = await import('../terminal/preview-text.ts');
    process.stdout.write(previewText(preview));
  }
  return 0;
}

async function list(json: boolean): Promise<number> {
  const { datasetOptions, datasets } = await import('@sagellm/bench-datasets');
  const rows = datasets.map(({ name, description, options }) => ({
    name,
    description,
    options: options.map((option) => datasetOptions[option].flag),
  }));
  if (json) process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
  else {
    const width = Math.max(...rows.map(({ name }) => name.length));
    for (const { name, description, options } of rows) {
      process.stdout.write(`${name.padEnd(width)}  ${description}\n${' '.repeat(width)}  ${options.join(' ')}\n`);
    }
  }
  return 0;
}
