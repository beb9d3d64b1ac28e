import { parseSweepAxis, planKeys, runSweep } from '@sagellm/bench-composition';
import type { Argv } from 'yargs';
import { addRunSettings, loadRunSettings, watched } from '../run-settings.ts';
import { verdictLine } from '../terminal/say-verdict.ts';
import { terminalStyle } from '../terminal/terminal-style.ts';

/** What the points of a sweep decide, and what each would overwrite. */
const NOT_TAKEN = ['concurrency', 'rate', 'output_json'];
const keys = planKeys.filter(({ key }) => !NOT_TAKEN.includes(key));

export function build(yargs: Argv): Argv {
  yargs
    .option('concurrency', { type: 'string', requiresArg: true, describe: 'points of closed loops, e.g. 1,2,4,8' })
    .option('rates', { type: 'string', requiresArg: true, describe: 'points of open loops, requests/s, e.g. 1,2,5' })
    .group(['concurrency', 'rates'], 'Points (one of them):');
  addRunSettings(yargs, { keys, json: 'print sweep.json', verbose: 'a line for each request', apart: ['concurrency'] });
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
  const { loaded, apiKey } = await loadRunSettings(argv, keys);
  const quiet = argv.quiet === true;
  return watched(quiet, 'the points so far are written', async ({ signal, onEvent, finish }) => {
    const tellEach = argv.verbose === true && !quiet;
    const result = await runSweep({ loaded, axis, apiKey, signal, tellEach, onEvent });
    const { sweep, folder, files, exitCode, fault } = result;
    finish();
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
    if (fault !== undefined && !signal.aborted) throw fault;
    return exitCode;
  });
}

function given(name: 'concurrency' | 'rates', value: unknown): Partial<Record<typeof name, string>> {
  if (value === undefined) return {};
  // Given several times, it is several points too.
  return { [name]: Array.isArray(value) ? value.join(',') : String(value) };
}
