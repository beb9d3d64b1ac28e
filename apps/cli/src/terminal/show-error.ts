import type { BenchmarkError } from '@sagellm/bench-protocol';

/** What the parser of the command line has to say. */
export class UsageFault extends Error {}

/**
 * Prints what went wrong in one line, and what to do in the next; returns the exit code. Only a bug of ours shows a
 * stack trace.
 */
export async function showError(error: unknown, args: readonly string[], commands: readonly string[]): Promise<number> {
  if (error instanceof Error && error.name === 'BenchmarkError') {
    const { message, remedy, exitCode } = error as BenchmarkError;
    print(`error: ${message}`);
    if (remedy) print(`  → ${remedy}`);
    if (args.includes('--verbose') || args.includes('-v')) print(`  cause: ${String(error.cause ?? 'none')}`);
    return exitCode;
  }
  if (error instanceof UsageFault) {
    print(`error: ${await explainUsage(error.message, commands)}`);
    print(`  → sagellm-benchmark ${commands.includes(args[0] ?? '') ? `${args[0]} ` : ''}--help`);
    return 2;
  }
  print(`error: this is a fault of sagellm-benchmark itself: ${error instanceof Error ? error.stack : String(error)}`);
  return 1;
}

/** The parser's complaint in our words: what is unknown, and what was probably meant. */
async function explainUsage(message: string, commands: readonly string[]): Promise<string> {
  const unknown = /^Unknown (argument|command)s?: ([^,]+)/.exec(message);
  if (!unknown) return message.charAt(0).toLowerCase() + message.slice(1).replaceAll('\n', ' ');
  const { didYouMean } = await import('@sagellm/bench-protocol');
  const word = unknown[2]!;
  if (unknown[1] === 'command') {
    const meant = didYouMean(word, commands);
    return `unknown command ${word}${meant ? `, did you mean ${meant}?` : ` (${commands.join(', ')})`}`;
  }
  const { knownFlags } = await import('./known-flags.ts');
  // A flag of another command is known, and not meant here.
  const meant = didYouMean(
    word,
    (await knownFlags()).filter((flag) => flag !== word),
  );
  return `unknown option ${word.length === 1 ? '-' : '--'}${word}${meant ? `, did you mean --${meant}?` : ''}`;
}

function print(line: string): void {
  process.stderr.write(`${line}\n`);
}
