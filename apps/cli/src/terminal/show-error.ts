import type { BenchmarkError } from '@sagellm/bench-protocol';

/**
 * Prints what went wrong in one line, and what to do in the next; returns the exit code. Only a bug of ours shows a
 * stack trace.
 */
export async function showError(error: unknown, args: readonly string[]): Promise<number> {
  if (error instanceof Error && error.name === 'BenchmarkError') {
    const { message, remedy, exitCode } = error as BenchmarkError;
    print(`error: ${message}`);
    if (remedy) print(`  → ${remedy}`);
    if (args.includes('--verbose') || args.includes('-v')) print(`  cause: ${String(error.cause ?? 'none')}`);
    return exitCode;
  }
  if (error instanceof Error && error.name === 'YError') {
    print(`error: ${await explainUsage(error.message)}`);
    print(`  → sagellm-benchmark ${args[0]?.startsWith('-') ? '' : `${args[0] ?? ''} `}--help`);
    return 2;
  }
  print(`error: this is a fault of sagellm-benchmark itself: ${error instanceof Error ? error.stack : String(error)}`);
  return 1;
}

async function explainUsage(message: string): Promise<string> {
  const unknown = /^Unknown (arguments?|commands?): (.+)$/.exec(message);
  if (!unknown) return message.charAt(0).toLowerCase() + message.slice(1).replaceAll('\n', ' ');
  const { didYouMean } = await import('@sagellm/bench-protocol');
  const { knownFlags } = await import('./known-flags.ts');
  const words = unknown[2]!.split(', ');
  const flags = await knownFlags();
  const first = words[0]!;
  const meant = didYouMean(first, flags);
  const shown = first.length === 1 ? `-${first}` : `--${first}`;
  if (unknown[1]!.startsWith('command')) return `unknown command: ${words.join(', ')}`;
  return `unknown option ${shown}${meant ? `, did you mean --${meant}?` : ''}`;
}

function print(line: string): void {
  process.stderr.write(`${line}\n`);
}
