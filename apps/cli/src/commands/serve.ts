import { findApiKey, serveEngine } from '@sagellm/bench-composition';
import { usageError } from '@sagellm/bench-protocol';
import type { Argv } from 'yargs';
import { listenForInterrupts } from '../terminal/interrupts.ts';

export function build(yargs: Argv): Argv {
  return yargs
    .usage('$0 serve [options]\n\nThe embedded engine as an OpenAI-compatible server; Ctrl-C stops it.')
    .option('backend', { type: 'string', requiresArg: true, default: 'cpu', describe: 'cpu, or simulated[:profile]' })
    .option('host', { type: 'string', requiresArg: true, default: '127.0.0.1', describe: 'address to listen on' })
    .option('port', {
      type: 'string',
      requiresArg: true,
      default: '8901',
      describe: 'port to listen on; 0 takes a free one',
    })
    .option('model', { type: 'string', requiresArg: true, describe: 'cpu: a GGUF file; simulated: the name to serve' })
    .option('allow-download', { type: 'boolean', default: false, describe: 'cpu: allow an hf: model to be downloaded' })
    .option('slots', { type: 'string', requiresArg: true, default: '4', describe: 'requests computed together' })
    .option('context', { type: 'string', requiresArg: true, default: '2048', describe: 'cpu: tokens per sequence' })
    .option('threads', { type: 'string', requiresArg: true, default: '1', describe: 'cpu: threads of the engine' })
    .option('prefix-cache', { type: 'boolean', default: true, describe: 'cpu: reuse the KV cache of shared prefixes' })
    .option('seed', {
      type: 'string',
      requiresArg: true,
      default: '42',
      describe: 'simulated: makes answers repeatable',
    })
    .option('fault', {
      type: 'string',
      requiresArg: true,
      array: true,
      default: [],
      describe: 'simulated: a fault on demand, e.g. truncated:every=2',
    })
    .option('api-key', {
      type: 'string',
      requiresArg: true,
      describe: 'demand this key (or OPENAI_API_KEY with --api-key-file)',
    })
    .option('api-key-file', { type: 'string', requiresArg: true, describe: 'file that holds the key to demand' })
    .option('verbose', { type: 'boolean', alias: 'v', describe: 'more about errors' })
    .example('$0 serve', 'the tiny random model on http://127.0.0.1:8901/v1')
    .example('$0 serve --backend simulated:ttft=50,itl=10 --port 9000', 'a server of known latency')
    .example('$0 serve --backend simulated --fault truncated:every=2', 'every second stream is cut');
}

export async function handle(argv: Record<string, unknown>): Promise<number> {
  const whole = (name: string, minimum: number) => {
    const number = Number(argv[name]);
    if (!Number.isInteger(number) || number < minimum)
      throw usageError(`--${name} ${String(argv[name])}: must be a whole number, at least ${minimum}`);
    return number;
  };
  const port = whole('port', 0);
  if (port > 65_535) throw usageError(`--port ${port}: must be at most 65535`);
  // The key of some other server in the environment is no wish to guard this one.
  const apiKey = await findApiKey({
    apiKey: argv['api-key'] as string | undefined,
    apiKeyFile: argv['api-key-file'] as string | undefined,
    env: {},
  });
  const interrupts = listenForInterrupts(() => {});
  try {
    const server = await serveEngine({
      backend: String(argv.backend),
      host: String(argv.host),
      port,
      ...(argv.model === undefined ? {} : { model: String(argv.model) }),
      allowDownload: argv['allow-download'] === true,
      slots: whole('slots', 1),
      context: whole('context', 16),
      threads: whole('threads', 1),
      prefixCache: argv['prefix-cache'] !== false,
      seed: whole('seed', 0),
      faults: (argv.fault as string[]).flatMap((clause) => clause.split(/\s+/)),
      ...(apiKey ? { apiKey } : {}),
      notice: (text) => process.stderr.write(`${text}\n`),
    });
    process.stdout.write(`${server.facts.name}: ${server.facts.model} at ${server.url}/v1 (Ctrl-C stops)\n`);
    await interrupts.came;
    await server.close();
    // A server that is told to stop has done what it should.
    return 0;
  } finally {
    interrupts.dispose();
  }
}
