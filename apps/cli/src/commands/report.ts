import { loadReportFile, recomputeReport, writeWhole } from '@sagellm/bench-composition';
import { ExitCode, verdictExitCode } from '@sagellm/bench-protocol';
import { findReporter, type ReportFile, renderForeign, reporters } from '@sagellm/bench-reporters';
import type { Argv } from 'yargs';
import { sayVerdict } from '../terminal/say-verdict.ts';
import { terminalStyle } from '../terminal/terminal-style.ts';

export function build(yargs: Argv): Argv {
  return yargs
    .usage(
      '$0 report [options]\n\nShows a finished run again, in any format. Also reads the result files of the Python products, and says what is doubtful in them.',
    )
    .option('input', {
      alias: 'i',
      type: 'string',
      requiresArg: true,
      default: './benchmark_results/benchmark_summary.json',
      describe: 'summary of a run, or its folder, or a JSON file of the Python products',
    })
    .option('format', {
      type: 'string',
      requiresArg: true,
      default: 'table',
      describe: reporters.map(({ format }) => format).join(', '),
    })
    .option('output', {
      alias: 'o',
      type: 'string',
      requiresArg: true,
      describe: 'write to this file instead of standard output',
    })
    .option('recompute', {
      type: 'boolean',
      default: false,
      describe: 'make every number again from requests.jsonl and token-times.u32, and rewrite the files',
    })
    .option('accept-invalid', {
      type: 'boolean',
      default: false,
      describe: 'do not end with exit code 4 where the run found its own measurement INVALID',
    })
    .option('verbose', { type: 'boolean', alias: 'v', describe: 'more about errors' })
    .example('$0 report', 'the last run as a table')
    .example('$0 report --format markdown --output REPORT.md', 'as a document')
    .example("$0 report --format json | jq '.overall'", 'for machines (through pnpm: pnpm -s bench report …)')
    .example('$0 report --recompute', 'judge the recorded requests again');
}

export async function handle(argv: Record<string, unknown>): Promise<number> {
  const reporter = findReporter(String(argv.format));
  const input = String(argv.input);
  const { kind, report } = argv.recompute ? await recompute(input) : await loadReportFile(input);
  const toFile = typeof argv.output === 'string';
  const style = toFile ? { color: false } : terminalStyle();
  const rendered = kind === 'ours' ? reporter.render(report, style) : renderForeign(report, reporter.format, style);
  if (toFile) await writeWhole(String(argv.output), rendered);
  else process.stdout.write(rendered);
  if (kind !== 'ours') return ExitCode.done;
  const options = { acceptInvalid: argv['accept-invalid'] === true };
  sayVerdict(report.verdict, options);
  return verdictExitCode(report.verdict, options);
}

async function recompute(input: string): Promise<ReportFile> {
  const { report, files } = await recomputeReport(input);
  process.stderr.write(`made again from the records: ${files.length} files\n`);
  return { kind: 'ours', report };
}
