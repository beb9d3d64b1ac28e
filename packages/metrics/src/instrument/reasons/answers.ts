import type { VerdictReason } from '@sagellm/bench-protocol';
import { hasImpossibleMoments } from '../../report/warnings/impossible-numbers.ts';
import { completedOf } from '../../workload/measured-records.ts';
import { eventsBeyondTokens, tokenAgreement } from '../conservation/token-agreement.ts';
import type { Subject } from '../subject.ts';
import { percentText, reasonsOf } from './reason.ts';

/** What the answers themselves show: counts that contradict each other, less work than asked, records that cannot be. */
export function doubtfulAnswers(subject: Subject): VerdictReason[] {
  return [
    ...impossibleMoments(subject),
    ...tokenCounts(subject),
    ...moreEventsThanTokens(subject),
    ...shortAnswers(subject),
    ...reread(subject),
  ];
}

function impossibleMoments(subject: Subject): VerdictReason[] {
  const completed = completedOf(subject.measured);
  const broken = completed.filter(hasImpossibleMoments);
  return reasonsOf(
    'impossible-moments',
    subject,
    { value: shareOf(broken.length, completed.length) },
    {
      message: `moments of ${broken.length} of ${completed.length} completed requests run backwards or are missing (first: ${broken[0]?.request_id})`,
      remedy: 'do not use these figures; keep the folder and report it as a fault of this program',
    },
  );
}

function tokenCounts(subject: Subject): VerdictReason[] {
  const tokens = tokenAgreement(subject.measured, subject.tokenTimes);
  if (!tokens) return [];
  const value = shareOf(tokens.differing, tokens.by_usage);
  return reasonsOf(
    'token-counts-differ',
    subject,
    { value },
    {
      message: `usage counts ${tokens.by_usage} output tokens where the stream told ${tokens.by_stream}: ${percentText(value)} apart`,
      remedy: 'use no token figure of this server (TPOT, tokens/s) before its usage is explained',
    },
  );
}

function moreEventsThanTokens(subject: Subject): VerdictReason[] {
  const { beyond, tokens } = eventsBeyondTokens(subject.measured);
  const value = shareOf(beyond, tokens);
  return reasonsOf(
    'more-events-than-tokens',
    subject,
    { value },
    {
      message: `the stream brought ${beyond} events with text more than the ${tokens} tokens that usage counts, ${percentText(value)}`,
      remedy: 'use no token figure of this server (TPOT, tokens/s) before its usage is explained',
    },
  );
}

function shortAnswers(subject: Subject): VerdictReason[] {
  const { short_requests: short, successful_requests: completed } = subject.metrics;
  return reasonsOf(
    'many-short-answers',
    subject,
    { value: shareOf(short, completed) },
    {
      message: `${short} of ${completed} answers ended before the length they were forced to, so latency and rate are of less work than asked`,
      remedy: 'check that the server honours ignore_eos or min_tokens and has room for prompt plus answer',
    },
  );
}

function reread(subject: Subject): VerdictReason[] {
  const again = subject.health?.reread;
  if (!again || again.answers === 0) return [];
  return reasonsOf(
    'reread-differs',
    subject,
    { value: Math.min(1, again.differences.length / again.answers) },
    {
      message: `${again.answers} answers were read a second time, and ${again.differences.length} came out differently (first: ${again.differences[0]})`,
      remedy: 'measure with --transport undici, and report the answer as a fault of this program',
    },
  );
}

function shareOf(part: number, whole: number): number {
  return whole > 0 ? part / whole : 0;
}
