import {
  findApiKey,
  loadPlan,
  NOT_OF_A_SEARCH,
  planKeys,
  SATURATION_DEFAULTS,
  type SaturationSettings,
  saturate,
} from '@sagellm/bench-composition';
import { usageError } from '@sagellm/bench-protocol';
import type { Argv } from 'yargs';
import { addPlanOption, planFlags } from '../plan-options.ts';
import { listenForInterrupts } from '../terminal/interrupts.ts';
import { createProgressView } from '../terminal/progress.ts';
import { terminalStyle } from '../terminal/terminal-style.ts';
import { groups } from './run.ts';

const keys = planKeys.filter(({ key }) => !NOT_OF_A_SEARCH.includes(key));
const { from, to, precision, probeDurationS } = SATURATION_DEFAULTS;

/** Of the search itself: what it says in help, and its default. */
const SEARCH = {
  from: ['lowest rate, requests per second; the search begins there', from],
  to: ['highest rate that is tried', to],
  precision: ['ends when the rate that does not hold is at most so many times the one that does', precision],
  'probe-duration': ['seconds per probe; longer where the percentiles need more requests', probeDurationS],
} as const;

export function build(yargs: Argv): Argv {
  for (const key of keys) addPlanOption(yargs, key);
  for (const [name, [describe, fallback]] of Object.entries(SEARCH))
    yargs.option(name, { type: 'string', requiresArg: true, describe: `${describe} [default: ${fallback}]` });
  yargs
    .option('plan', { type: 'string', requiresArg: true, describe: 'settings from a YAML file' })
    .option('api-key', {
      type: 'string',
      requiresArg: true,
      describe: 'key of the server (better: OPENAI_API_KEY or a file); never written anywhere',
    })
    .option('api-key-file', { type: 'string', requiresArg: true, describe: 'file that holds the key' })
    .option('json', { type: 'boolean', describe: 'print saturation.json' })
    .option('quiet', { type: 'boolean', alias: 'q', describe: 'no progress, only the result' })
    .option('verbose', { type: 'boolean', alias: 'v', describe: 'more about errors' })
    .group(['slo', 'max-error-rate', ...Object.keys(SEARCH)], 'The search:');
  const taken = new Set([
    ...keys.map(({ flag }) => flag.slice(2)),
    'plan',
    'api-key',
    'api-key-file',
    'json',
    'quiet',
    'verbose',
  ]);
  const above = ['slo', 'max-error-rate'];
  for (const [title, options] of Object.entries(groups)) {
    const here = options.filter((option) => taken.has(option) && !above.includes(option));
    yargs.group(here, title);
  }
  return yargs
    .usage(
      "$0 saturate --slo 'ttft_ms:p95<500,tpot_ms:p95<50' [options]\n\nThe largest rate at which the SLO holds: doubles the rate until it does not, then closes in, and draws the curve.",
    )
    .example(
      "$0 saturate --slo 'ttft_ms:p95<500,tpot_ms:p95<50' --url http://127.0.0.1:8000/v1 --workload Q1 --from 2",
      'of a running server',
    )
    .example(
      "$0 saturate --slo 'ttft_ms:p95<200' --backend simulated:ttft=20,itl=5 --slots 4 --from 5",
      'of an engine whose capacity is known',
    )
    .epilogue(
      'Takes the options of run but those that say how load is sent. One workload (Q1 unless named). Each probe is a whole run in OUTPUT/probe-01-rate-1, …; saturation.json, saturation.csv and SATURATION.md stand beside them and are written after each. A p95 takes 104 requests for its interval, a p99 528: at 1/s that is minutes, so begin with --from near what you expect. Exit codes: 0 an answer · 1 the server died · 3 never held · 4 the instrument’s own limit · 130 interrupted; docs/SATURATION.md.',
    );
}

export async function handle(argv: Record<string, unknown>): Promise<number> {
  const settings = settingsOf(argv);
  const loaded = await loadPlan({
    flags: planFlags(argv, keys),
    env: process.env,
    ...(typeof argv.plan === 'string' ? { planFile: argv.plan } : {}),
  });
  const apiKey = await findApiKey({
    apiKey: typeof argv['api-key'] === 'string' ? argv['api-key'] : undefined,
    apiKeyFile: typeof argv['api-key-file'] === 'string' ? argv['api-key-file'] : undefined,
    env: process.env,
  });
  const quiet = argv.quiet === true;
  const view = createProgressView({ quiet });
  const interrupts = listenForInterrupts(() =>
    view.show({ type: 'notice', text: 'stopping: the probes so far are written; once more to quit at once' }),
  );
  try {
    const { search, folder, exitCode } = await saturate({
      loaded,
      settings,
      apiKey,
      signal: interrupts.signal,
      onEvent: view.show,
    });
    view.finish();
    if (argv.json) process.stdout.write(`${JSON.stringify(search, null, 2)}\n`);
    else {
      const { renderSaturation } = await import('@sagellm/bench-reporters');
      process.stdout.write(renderSaturation(search, 'table', terminalStyle()));
    }
    if (!quiet)
      process.stderr.write(
        `SATURATION.md, saturation.csv and saturation.json in ${folder}, and a folder for each probe\n`,
      );
    return interrupts.exitCode ?? exitCode;
  } finally {
    view.finish();
    interrupts.dispose();
  }
}

function settingsOf(argv: Record<string, unknown>): SaturationSettings {
  return {
    from: above(argv, 'from', 0),
    to: above(argv, 'to', 0),
    precision: above(argv, 'precision', 1),
    probeDurationS: above(argv, 'probe-duration', 0),
  };
}

function above(argv: Record<string, unknown>, name: keyof typeof SEARCH, least: number): number {
  const given = argv[name];
  if (given === undefined) return SEARCH[name][1];
  if (Array.isArray(given)) throw usageError(`--${name} was given ${given.length} times`, 'give it once');
  const value = Number(given);
  if (String(given).trim() === '' || !Number.isFinite(value) || value <= least)
    throw usageError(`--${name} ${String(given)}: must be a number above ${least}`);
  return value;
}
