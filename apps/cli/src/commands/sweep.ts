import { findApiKey, loadPlan, parseSweepAxis, planKeys, runSweep } from '@sagellm/bench-composition';
import type { Argv } from 'yargs';
import { addPlanOption, planFlags } from '../plan-options.ts';
import { listenForInterrupts } from '../terminal/interrupts.ts';
import { createProgressView } from '../terminal/progress.ts';
import { verdictLine } from '../terminal/say-verdict.ts';
import { terminalStyle } from '../terminal/terminal-style.ts';
import { groups } from './run.ts';

/** What the points of a sweep decide, and what each would overwrite. */
const NOT_TAKEN = ['concurrency', 'rate', 'output_json'];
const keys = planKeys.filter(({ key }) => !NOT_TAKEN.includes(key));

export function build(yargs: Argv): Argv {
  for (const key of keys) addPlanOption(yargs, key);
  yargs
    .option('concurrency', { type: 'string', requiresArg: true, describe: 'points of closed loops, e.g. 1,2,4,8' })
    .option('rates', { type: 'string', requiresArg: true, describe: 'points of open loops, requests/s, e.g. 1,2,5' })
    .option('plan', { type: 'string', requiresArg: true, describe: 'settings from a YAML file' })
    .option('api-key', {
      type: 'string',
      requiresArg: true,
      describe: 'key of the server (better: OPENAI_API_KEY or a file); never written anywhere',
    })
    .option('api-key-file', { type: 'string', requiresArg: true, describe: 'file that holds the key' })
    .option('json', { type: 'boolean', describe: 'print sweep.json' })
    .option('quiet', { type: 'boolean', alias: 'q', describe: 'no progress, only the result' })
    .option('verbose', { type: 'boolean', alias: 'v', describe: 'a line for each request' })
    .group(['concurrency', 'rates'], 'Points (one of them):');
  const taken = new Set([
    ...keys.map(({ flag }) => flag.slice(2)),
    'plan',
    'api-key',
    'api-key-file',
    'json',
    'quiet',
    'verbose',
  ]);
  for (const [title, options] of Object.entries(groups)) {
    yargs.group(
      options.filter((option) => taken.has(option)),
      title,
    );
  }
  return yargs
    .usage(
      '$0 sweep --concurrency 1,2,4 [options]\n\nThe same run at several loads, one after another: a run folder for each, and the curve that they make.',
    )
    .example('$0 sweep --concurrency 1,2,4,8 --workload Q5 --requests 40 --backend simulated', 'closed loops')
    .example('$0 sweep --rates 1,2,5 --workload Q1 --duration 30 --url http://127.0.0.1:8000/v1', 'open loops')
    .epilogue(
      'Takes every option of run but --rate and --output-json. Each point is a whole run in OUTPUT/concurrency-4 (OUTPUT/rate-2, …); sweep.json, sweep.csv and SWEEP.md stand beside them and are written after each point. The exit code is the most serious of all points; docs/LOAD_SHAPES.md.',
    );
}

export async function handle(argv: Record<string, unknown>): Promise<number> {
  const axis = parseSweepAxis({ ...given('concurrency', argv.concurrency), ...given('rates', argv.rates) });
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
    view.show({ type: 'notice', text: 'stopping: the points so far are written; once more to quit at once' }),
  );
  try {
    const { sweep, folder, files, exitCode, fault } = await runSweep({
      loaded,
      axis,
      apiKey,
      signal: interrupts.signal,
      tellEach: argv.verbose === true && !quiet,
      onEvent: view.show,
    });
    view.finish();
    if (argv.json) process.stdout.write(`${JSON.stringify(sweep, null, 2)}\n`);
    else {
      const { renderSweep } = await import('@sagellm/bench-reporters');
      process.stdout.write(renderSweep(sweep, 'table', terminalStyle()));
    }
    if (!quiet && files.length > 0)
      process.stderr.write(`SWEEP.md, sweep.csv and sweep.json in ${folder}, and a folder for each point\n`);
    for (const point of sweep.points) {
      const line = verdictLine(point.verdict);
      if (line !== undefined) process.stderr.write(`${point.folder}: ${line}\n`);
    }
    if (interrupts.exitCode !== undefined) return interrupts.exitCode;
    if (fault !== undefined) throw fault;
    return exitCode;
  } finally {
    view.finish();
    interrupts.dispose();
  }
}

function given(name: 'concurrency' | 'rates', value: unknown): Partial<Record<typeof name, string>> {
  if (value === undefined) return {};
  // Given several times, it is several points too.
  return { [name]: Array.isArray(value) ? value.join(',') : String(value) };
}
