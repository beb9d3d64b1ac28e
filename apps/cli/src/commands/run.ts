import {
  backendSummaries,
  findApiKey,
  type LoadedPlan,
  loadPlan,
  planKeys,
  runBenchmark,
} from '@sagellm/bench-composition';
import type { Argv } from 'yargs';
import { addPlanOption, planFlags } from '../plan-options.ts';
import { listenForInterrupts } from '../terminal/interrupts.ts';
import { createProgressView } from '../terminal/progress.ts';
import { sayVerdict } from '../terminal/say-verdict.ts';
import { terminalStyle } from '../terminal/terminal-style.ts';

/** Groups of `run --help` and `sweep --help`, by plan key; what is not named stands under "Options". */
export const groups: Record<string, string[]> = {
  'What is measured:': ['workload', 'backend', 'url', 'model', 'endpoint', 'stream', 'ignore-eos', 'tokenizer', 'seed'],
  'Dataset:': [
    'dataset',
    'dataset-file',
    'workload-file',
    'num-samples',
    'input-tokens',
    'output-tokens',
    'token-ids',
    'conversation',
    'min-prompt-tokens',
    'max-prompt-tokens',
    'min-output-tokens',
    'max-total-tokens',
    'prefix-tokens',
    'prefix-share',
    'prefixes',
    'fan-out',
    'suffix-tokens',
    'turns',
    'sessions',
    'think-ms',
    'batch-size',
  ],
  'Load:': [
    'mode',
    'workers',
    'concurrency',
    'rate',
    'arrival',
    'burstiness',
    'ramp',
    'steps',
    'on-off',
    'trace',
    'time-scale',
    'requests',
    'duration',
    'warmup',
    'max-errors',
    'calibrate',
  ],
  'Limits:': [
    'timeout-connect',
    'timeout-first-token',
    'timeout-idle',
    'timeout-total',
    'slo',
    'max-error-rate',
    'accept-invalid',
  ],
  'CPU engine:': ['slots', 'context', 'threads', 'prefix-cache', 'direct', 'allow-download'],
  'Output:': ['output', 'output-json', 'json', 'quiet', 'verbose'],
  'Configuration:': ['plan', 'print-plan', 'api-key', 'api-key-file'],
};

export function build(yargs: Argv): Argv {
  for (const key of planKeys) addPlanOption(yargs, key);
  yargs
    .option('plan', { type: 'string', requiresArg: true, describe: 'settings from a YAML file' })
    .option('print-plan', { type: 'boolean', describe: 'show the settings and where each came from, then stop' })
    .option('api-key', {
      type: 'string',
      requiresArg: true,
      describe: 'key of the server (better: OPENAI_API_KEY or a file); never written anywhere',
    })
    .option('api-key-file', { type: 'string', requiresArg: true, describe: 'file that holds the key' })
    .option('json', { type: 'boolean', describe: 'print the report as JSON' })
    .option('quiet', { type: 'boolean', alias: 'q', describe: 'no progress, only the result' })
    .option('verbose', { type: 'boolean', alias: 'v', describe: 'a line for each request' });
  for (const [title, options] of Object.entries(groups)) yargs.group(options, title);
  return yargs
    .usage('$0 run [options]\n\nSends workloads to an engine, records every token, reports.')
    .example('$0 run', 'Q1–Q8 on llama.cpp on this CPU')
    .example('$0 run --workload Q1,Q5,short --backend simulated', 'three workloads on a simulated engine')
    .example(
      '$0 run --workload Q5 --backend vllm --url http://127.0.0.1:8000/v1 --rate 20 --duration 30',
      'an open loop',
    )
    .example('$0 run --workload Q5 --backend simulated --ramp 10..200/60s', 'a rate that grows')
    .example('$0 run --slo ttft_ms:p95<200,tpot_ms:mean<20', 'exit code 3 where a limit is not kept')
    .epilogue(
      `Backends:\n${backendSummaries.map(([name, summary]) => `  ${name.padEnd(10)} ${summary}`).join('\n')}\n\nSettings come from flags, then SAGELLM_BENCH_… variables (e.g. SAGELLM_BENCH_RATE), then --plan, then defaults.`,
    );
}

export async function handle(argv: Record<string, unknown>): Promise<number> {
  const loaded = await loadPlan({
    flags: planFlags(argv, planKeys),
    env: process.env,
    ...(typeof argv.plan === 'string' ? { planFile: argv.plan } : {}),
  });
  if (argv['print-plan']) {
    process.stdout.write(printPlan(loaded));
    return 0;
  }
  const apiKey = await findApiKey({
    apiKey: text(argv['api-key']),
    apiKeyFile: text(argv['api-key-file']),
    env: process.env,
  });
  const view = createProgressView({ quiet: argv.quiet === true });
  const interrupts = listenForInterrupts(() =>
    view.show({
      type: 'notice',
      text: 'stopping: what has come is written to a partial report; once more to quit at once',
    }),
  );
  try {
    const { report, contract, folder, files, exitCode } = await runBenchmark({
      loaded,
      apiKey,
      signal: interrupts.signal,
      tellEach: argv.verbose === true && argv.quiet !== true,
      onEvent: view.show,
    });
    view.finish();
    const { findReporter } = await import('@sagellm/bench-reporters');
    const reporter = findReporter(argv.json ? 'json' : 'table');
    process.stdout.write(reporter.render(report, terminalStyle()));
    if (contract && !argv.json) {
      const { renderContract } = await import('@sagellm/bench-contract');
      process.stdout.write(`\n${renderContract(contract, 'table', terminalStyle())}`);
    }
    if (!argv.quiet)
      process.stderr.write(
        `${files.length} files in ${folder} (REPORT.md to read, requests.jsonl for every request)\n`,
      );
    sayVerdict(report.verdict);
    return interrupts.exitCode ?? exitCode;
  } catch (error) {
    if (interrupts.exitCode !== undefined && interrupts.signal.aborted && error === interrupts.signal.reason)
      return interrupts.exitCode;
    throw error;
  } finally {
    view.finish();
    interrupts.dispose();
  }
}

function printPlan({ plan, sources }: LoadedPlan): string {
  const rows = planKeys.map(
    ({ key }) => [key, plan[key] === undefined ? '–' : JSON.stringify(plan[key]), sources[key]] as const,
  );
  const width = (column: 0 | 1) => Math.max(...rows.map((row) => row[column].length));
  return `${rows.map(([key, value, source]) => `${key.padEnd(width(0))}  ${value.padEnd(width(1))}  ${source}`).join('\n')}\n`;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
