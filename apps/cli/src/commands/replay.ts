import { replayRecording } from '@sagellm/bench-composition';
import { usageError } from '@sagellm/bench-protocol';
import type { Argv } from 'yargs';
import { listenForInterrupts } from '../terminal/interrupts.ts';

export function build(yargs: Argv): Argv {
  return yargs
    .usage(
      '$0 replay FILE [options]\n\nServes a recorded reply (.chunks.jsonl or .http) as a server would, until Ctrl-C.',
    )
    .positional('file', { type: 'string', demandOption: true, describe: 'the recording' })
    .option('port', {
      type: 'string',
      requiresArg: true,
      default: '8902',
      describe: 'port on loopback; 0 takes a free one',
    })
    .option('pace', {
      type: 'string',
      requiresArg: true,
      default: 'as-recorded',
      describe: 'as-recorded, byte-by-byte, one-piece',
    })
    .option('verbose', { type: 'boolean', alias: 'v', describe: 'more about errors' })
    .example(
      '$0 replay cut-stream.chunks.jsonl',
      'then: sagellm-benchmark run --backend openai --url http://127.0.0.1:8902/v1',
    )
    .epilogue('The formats are described in the README of packages/clients.');
}

export async function handle(argv: Record<string, unknown>): Promise<number> {
  const port = Number(argv.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw usageError(`--port ${String(argv.port)}: must be a whole number up to 65535`);
  const interrupts = listenForInterrupts(() => {});
  try {
    const server = await replayRecording(String(argv.file), { port, pace: String(argv.pace) });
    process.stdout.write(`replays ${String(argv.file)} at ${server.url}/v1 (Ctrl-C stops)\n`);
    await interrupts.came;
    await server.close();
    return 0;
  } finally {
    interrupts.dispose();
  }
}
