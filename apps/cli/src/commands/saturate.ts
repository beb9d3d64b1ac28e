import {
  NOT_OF_A_SEARCH,
  planKeys,
  SATURATION_DEFAULTS,
  type SaturationSettings,
  saturate,
} from '@sagellm/bench-composition';
import { usageError } from '@sagellm/bench-protocol';
import type { Argv } from 'yargs';
import { addRunSettings, loadRunSettings, watched } from '../run-settings.ts';
import { terminalStyle } from '../terminal/terminal-style.ts';

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
  const limits = ['slo', 'max-error-rate'];
  for (const [name, [describe, fallback]] of Object.entries(SEARCH))
    yargs.option(name, { type: 'string', requiresArg: true, describe: `${describe} [default: ${fallback}]` });
  yargs.group([...limits, ...Object.keys(SEARCH)], 'The search:');
  addRunSettings(yargs, { keys, json: 'print saturation.json', verbose: 'more about errors', apart: limits });
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
  const { loaded, apiKey } = await loadRunSettings(argv, keys);
  const quiet = argv.quiet === true;
  return watched(quiet, 'the probes so far are written', async ({ signal, onEvent, finish }) => {
    const { search, folder, exitCode } = await saturate({ loaded, settings, apiKey, signal, onEvent });
    finish();
    if (argv.json) process.stdout.write(`${JSON.stringify(search, null, 2)}\n`);
    else {
      const { renderSaturation } = await import('@sagellm/bench-reporters');
      process.stdout.write(renderSaturation(search, 'table', terminalStyle()));
    }
    if (!quiet)
      process.stderr.write(
        `SATURATION.md, saturation.csv and saturation.json in ${folder}, and a folder for each probe\n`,
      );
    return exitCode;
  });
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
