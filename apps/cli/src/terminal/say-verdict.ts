import type { Verdict } from '@sagellm/bench-protocol';

/** A line on stderr where the measurement is in doubt: what is piped away does not take it along. */
export function sayVerdict(verdict: Verdict | undefined, options: { acceptInvalid?: boolean } = {}): void {
  const line = verdictLine(verdict, options);
  if (line !== undefined) process.stderr.write(`${line}\n`);
}

/** `measurement DEGRADED: Q1: … (and 2 more reasons)`; absent where there is no doubt. */
export function verdictLine(
  verdict: Verdict | undefined,
  { acceptInvalid = false }: { acceptInvalid?: boolean } = {},
): string | undefined {
  if (!verdict || verdict.state === 'VALID') return undefined;
  const [first, ...more] = verdict.reasons;
  const why = first ? `: ${first.workload ? `${first.workload}: ` : ''}${first.message}` : '';
  const others = more.length > 0 ? `; and ${more.length} more ${more.length === 1 ? 'reason' : 'reasons'}` : '';
  const accepted = verdict.accepted || acceptInvalid;
  const after =
    verdict.state === 'DEGRADED'
      ? ''
      : accepted
        ? ' (accepted)'
        : ' (exit code 4; --accept-invalid takes it all the same)';
  return `measurement ${verdict.state}${why}${others}${after}`;
}
