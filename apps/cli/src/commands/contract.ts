import { holdAgainstContract, loadContract, loadReport, writeWhole } from '@sagellm/bench-composition';
import type { Argv } from 'yargs';
import { sayVerdict } from '../terminal/say-verdict.ts';
import { terminalStyle } from '../terminal/terminal-style.ts';

export function build(yargs: Argv): Argv {
  return yargs
    .usage(
      '$0 contract [options]\n\nHolds a finished run against a contract; exit code 3 where it is not kept, 4 where the run is no measurement.',
    )
    .option('input', {
      alias: 'i',
      type: 'string',
      requiresArg: true,
      default: './benchmark_results/benchmark_summary.json',
      describe: 'summary of a run, or its folder',
    })
    .option('contract', {
      type: 'string',
      requiresArg: true,
      demandOption: true,
      describe: 'year1, year2, year3 or a file',
    })
    .option('allow-unmeasured', {
      type: 'string',
      requiresArg: true,
      describe: 'metrics that may be not measurable, separated by commas',
    })
    .option('accept-invalid', {
      type: 'boolean',
      default: false,
      describe: 'judge a run that found its own measurement INVALID all the same, without exit code 4',
    })
    .option('format', { type: 'string', requiresArg: true, default: 'table', describe: 'table, markdown, json' })
    .option('junit', { type: 'string', requiresArg: true, describe: 'also write JUnit XML to this file' })
    .option('verbose', { type: 'boolean', alias: 'v', describe: 'more about errors' })
    .example('$0 contract --contract year1', 'the last run against Year1')
    .example('$0 contract --contract year1 --allow-unmeasured peak_mem_mb', 'a server whose memory nobody can see')
    .example('$0 contract --contract latency.yaml --junit contract.xml', 'a contract of your own, for CI');
}

export async function handle(argv: Record<string, unknown>): Promise<number> {
  const { contractExitCode, renderContract, renderJUnit } = await import('@sagellm/bench-contract');
  const contract = await loadContract(String(argv.contract));
  const report = await loadReport(String(argv.input));
  const allowUnmeasured = String(argv['allow-unmeasured'] ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  const acceptInvalid = argv['accept-invalid'] === true;
  const result = await holdAgainstContract(report, contract, { allowUnmeasured, acceptInvalid, env: process.env });
  const rendered = renderContract(result, String(argv.format) as Parameters<typeof renderContract>[1], terminalStyle());
  if (typeof argv.junit === 'string') await writeWhole(argv.junit, renderJUnit(result));
  process.stdout.write(rendered);
  sayVerdict(report.verdict, { acceptInvalid });
  return contractExitCode(result);
}
