import { backendSummaries, type LoadedPlan, planKeys, runBenchmark } from '@sagellm/bench-composition';
import type { Argv } from 'yargs';
import { addRunSettings, loadRunSettings, watched } from '../run-settings.ts';
import { sayVerdict } from '../terminal/say-verdict.ts';
import { terminalStyle } from '../terminal/terminal-style.ts';

export function build(yargs: Argv): Argv {
  addRunSettings(yargs, { keys: planKeys, json: 'print the report as JSON', verbose: 'a line for each request' });
  yargs
    .option('print-plan', { type: 'boolean', describe: 'show the settings and where each came from, then stop' })
    .group('print-plan', 'Configuration:');
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
  const { loaded, apiKey } = await loadRunSettings(argv, planKeys);
  if (argv['print-plan']) {
    process.stdout.write(printPlan(loaded));
    return 0;
  }
  const quiet = argv.quiet === true;
  const stopping = 'what has come is written to a partial report';
  return watched(quiet, stopping, async ({ signal, onEvent, finish }) => {
    const tellEach = argv.verbose === true && !quiet;
    const { report, contract, folder, files, exitCode } = await runBenchmark({
      loaded,
      apiKey,
      signal,
      tellEach,
      onEvent,
    });
    finish();
    const { findReporter } = await import('@sagellm/bench-reporters');
    const reporter = findReporter(argv.json ? 'json' : 'table');
    process.stdout.write(reporter.render(report, terminalStyle()));
    if (contract && !argv.json) {
      const { renderContract } = await import('@sagellm/bench-contract');
      process.stdout.write(`\n${renderContract(contract, 'table', terminalStyle())}`);
    }
    if (!quiet)
      process.stderr.write(
        `${files.length} files in ${folder} (REPORT.md to read, requests.jsonl for every request)\n`,
      );
    sayVerdict(report.verdict);
    return exitCode;
  });
}

function printPlan({ plan, sources }: LoadedPlan): string {
  const rows = planKeys.map(
    ({ key }) => [key, plan[key] === undefined ? '–' : JSON.stringify(plan[key]), sources[key]] as const,
  );
  const width = (column: 0 | 1) => Math.max(...rows.map((row) => row[column].length));
  return `${rows.map(([key, value, source]) => `${key.padEnd(width(0))}  ${value.padEnd(width(1))}  ${source}`).join('\n')}\n`;
}
