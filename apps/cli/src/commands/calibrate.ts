import { calibrate, findPlanKey, loadPlan } from '@sagellm/bench-composition';
import { usageError } from '@sagellm/bench-protocol';
import type { Argv } from 'yargs';
import { addPlanOptions, planFlags } from '../plan-options.ts';
import { listenForInterrupts } from '../terminal/interrupts.ts';
import { terminalStyle } from '../terminal/terminal-style.ts';

const keys = [
  'concurrency',
  'rate',
  'arrival',
  'burstiness',
  'requests',
  'duration',
  'warmup',
  'workers',
  'transport',
  'endpoint',
  'seed',
] as const;

export function build(yargs: Argv): Argv {
  addPlanOptions(yargs, keys);
  return yargs
    .usage(
      '$0 calibrate [options]\n\nThe error of this instrument on this machine: a load to a server of known truth, and what was recorded held against what that server did.',
    )
    .option('output-tokens', { type: 'string', requiresArg: true, default: '32', describe: 'tokens per stream' })
    .option('ttft', { type: 'string', requiresArg: true, default: '20', describe: "the server's TTFT, milliseconds" })
    .option('itl', { type: 'string', requiresArg: true, default: '5', describe: "the server's ITL, milliseconds" })
    .option('output', {
      type: 'string',
      alias: 'o',
      requiresArg: true,
      describe: 'folder to keep records, truth and result in',
    })
    .option('json', { type: 'boolean', describe: 'print the result as JSON' })
    .option('quiet', { type: 'boolean', alias: 'q', describe: 'only the result' })
    .option('verbose', { type: 'boolean', alias: 'v', describe: 'more about errors' })
    .example('$0 calibrate', '10 in flight, for 10 seconds')
    .example('$0 calibrate --concurrency 100 --duration 20', 'a hundred streams at once')
    .example('$0 calibrate --rate 200 --arrival poisson --output-tokens 16', 'an open loop')
    .epilogue(
      'Without --concurrency and --rate: 10 in flight. Without --requests: 10 seconds, 2,000 requests at most. The wake-up of the server is inside the error, which makes it an upper bound. docs/CALIBRATION.md explains each figure.',
    );
}

export async function handle(argv: Record<string, unknown>): Promise<number> {
  const { plan } = await loadPlan({
    flags: planFlags(
      argv,
      keys.map((key) => findPlanKey(key)!),
    ),
    env: {},
  });
  const outputTokens = Number(argv['output-tokens']);
  if (!Number.isInteger(outputTokens) || outputTokens < 1 || outputTokens > 16_384)
    throw usageError(`--output-tokens ${String(argv['output-tokens'])}: must be a whole number from 1 to 16384`);
  const quiet = argv.quiet === true;
  const interrupts = listenForInterrupts(() => {});
  try {
    if (!quiet) process.stderr.write('starting a server of known truth, then sending the load\n');
    const { calibration, files } = await calibrate({
      plan,
      outputTokens,
      ttftMs: milliseconds(argv, 'ttft'),
      itlMs: milliseconds(argv, 'itl'),
      ...(typeof argv.output === 'string' ? { output: argv.output } : {}),
      signal: interrupts.signal,
    });
    if (argv.json) process.stdout.write(`${JSON.stringify(calibration, null, 2)}\n`);
    else {
      const { renderCalibration } = await import('@sagellm/bench-reporters');
      process.stdout.write(renderCalibration(calibration, terminalStyle()));
    }
    if (!quiet && files.length > 0) process.stderr.write(`kept: ${files.join(', ')}\n`);
    return interrupts.exitCode ?? 0;
  } catch (error) {
    if (interrupts.exitCode !== undefined && interrupts.signal.aborted) return interrupts.exitCode;
    throw error;
  } finally {
    interrupts.dispose();
  }
}

function milliseconds(argv: Record<string, unknown>, name: string): number {
  const text = String(argv[name]);
  const number = Number(text);
  if (text.trim() === '' || !(number >= 0 && number <= 60_000))
    throw usageError(`--${name} ${text}: must be milliseconds from 0 to 60000`);
  return number;
}
