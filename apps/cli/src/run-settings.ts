import { findApiKey, type LoadedPlan, loadPlan, type PlanKey, type RunEvent } from '@sagellm/bench-composition';
import type { Argv } from 'yargs';
import { addPlanOption, planFlags } from './plan-options.ts';
import { listenForInterrupts } from './terminal/interrupts.ts';
import { createProgressView } from './terminal/progress.ts';

/** Groups of help, by flag; what is not named stands under "Options". */
const groups: Record<string, string[]> = {
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

export type RunSettingsOptions = {
  /** Settings of the plan that the command takes. */
  keys: readonly PlanKey[];
  /** What `--json` and `--verbose` do. */
  json: string;
  verbose: string;
  /** Flags that the command puts into a group of its own. */
  apart?: readonly string[];
};

/** The options of every command that measures: settings of the plan, where they come from, and how much is said. */
export function addRunSettings(yargs: Argv, { keys, json, verbose, apart = [] }: RunSettingsOptions): void {
  for (const key of keys) addPlanOption(yargs, key);
  const own = {
    plan: { type: 'string', requiresArg: true, describe: 'settings from a YAML file' },
    'api-key': {
      type: 'string',
      requiresArg: true,
      describe: 'key of the server (better: OPENAI_API_KEY or a file); never written anywhere',
    },
    'api-key-file': { type: 'string', requiresArg: true, describe: 'file that holds the key' },
    json: { type: 'boolean', describe: json },
    quiet: { type: 'boolean', alias: 'q', describe: 'no progress, only the result' },
    verbose: { type: 'boolean', alias: 'v', describe: verbose },
  } as const;
  yargs.options(own);
  const taken = new Set([...keys.map(({ flag }) => flag.slice(2)), ...Object.keys(own)]);
  for (const [title, flags] of Object.entries(groups)) {
    const here = flags.filter((flag) => taken.has(flag) && !apart.includes(flag));
    yargs.group(here, title);
  }
}

/** The settings that were given, from wherever they come, and the key. */
export async function loadRunSettings(
  argv: Record<string, unknown>,
  keys: readonly PlanKey[],
): Promise<{ loaded: LoadedPlan; apiKey: string | undefined }> {
  const loaded = await loadPlan({
    flags: planFlags(argv, keys),
    env: process.env,
    ...(typeof argv.plan === 'string' ? { planFile: argv.plan } : {}),
  });
  const apiKey = await findApiKey({
    apiKey: text(argv['api-key']),
    apiKeyFile: text(argv['api-key-file']),
    env: process.env,
  });
  return { loaded, apiKey };
}

export type Watched = {
  signal: AbortSignal;
  onEvent: (event: RunEvent) => void;
  /** Takes the progress line away, before anything else is printed. */
  finish(): void;
};

/**
 * Shows progress while the work goes on and asks it to stop at an interrupt; the exit code is that of the interrupt, if
 * there was one, else the work's own.
 */
export async function watched(
  quiet: boolean,
  stopping: string,
  work: (watched: Watched) => Promise<number>,
): Promise<number> {
  const view = createProgressView({ quiet });
  const interrupts = listenForInterrupts(() =>
    view.show({ type: 'notice', text: `stopping: ${stopping}; once more to quit at once` }),
  );
  try {
    const exitCode = await work({ signal: interrupts.signal, onEvent: view.show, finish: view.finish });
    return interrupts.exitCode ?? exitCode;
  } catch (error) {
    if (interrupts.exitCode !== undefined && error === interrupts.signal.reason) return interrupts.exitCode;
    throw error;
  } finally {
    view.finish();
    interrupts.dispose();
  }
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
