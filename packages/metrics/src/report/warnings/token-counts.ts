import type { Warning } from '@sagellm/bench-protocol';
import { slice, total } from '../../request/token-reads.ts';
import { completedOf } from '../../workload/measured-records.ts';
import type { JudgedWorkload } from '../judged-workload.ts';
import { besideVerdict, type Finding, warningsOf } from './finding.ts';
import type { Judged } from './judged.ts';
import { mixedSources, weakSources } from './token-sources.ts';

/** Counts that differ by more than this share are worth a warning. */
const TOLERANCE = 0.02;
/** More short answers than this share make the work of two runs unequal. */
const MANY_SHORT = 0.01;
/** Of one workload; a server can be odd in a new way each time. */
const SHOWN_REMARKS = 3;

/** Who counted the tokens, and whether the counts agree. */
export function tokenCounts({ workloads, tokenTimes, verdict }: Judged): Warning[] {
  return [
    ...weakSources(workloads),
    ...warningsOf(
      besideVerdict(
        workloads.flatMap((workload) => [
          ...mixedSources(workload),
          ...streamAgainstUsage(workload, tokenTimes),
          ...remarks(workload),
          ...shortAnswers(workload),
        ]),
        verdict,
      ),
    ),
  ];
}

/** The running counts in the stream must add up to the final usage. Events are never the yardstick. */
function streamAgainstUsage({ metrics, measured }: JudgedWorkload, tokenTimes: Uint32Array): Finding[] {
  const differing = completedOf(measured).filter((record) => {
    const weights = slice(tokenTimes, record.token_weights);
    if (!weights || record.output_tokens_source !== 'usage' || record.output_tokens === undefined) return false;
    return Math.abs(total(weights) - record.output_tokens) > TOLERANCE * record.output_tokens;
  });
  const first = differing[0];
  if (!first) return [];
  const streamed = total(slice(tokenTimes, first.token_weights)!);
  return [
    {
      code: 'token-counts-differ',
      says: 'The counts in the stream and the final usage of answers differ by more than 2 %',
      figure: `${differing.length} of ${metrics.successful_requests}`,
      example: `${first.request_id}, ${streamed} in the stream, ${first.output_tokens} by usage`,
      remedy: 'do not compare token figures of this server with others',
      workload: metrics.workload,
    },
  ];
}

/** What the reader of the stream noticed, each remark once with how many answers it holds for. */
function remarks({ metrics, measured }: JudgedWorkload): Finding[] {
  const counts = new Map<string, number>();
  for (const record of completedOf(measured)) {
    for (const remark of new Set(record.remarks)) counts.set(remark, (counts.get(remark) ?? 0) + 1);
  }
  const ranked = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  const { successful_requests: completed, workload } = metrics;
  const code = 'reader-remarks';
  const shown = ranked.slice(0, SHOWN_REMARKS).map(
    ([remark, count]): Finding => ({
      code,
      says: `Completed answers were odd (${remark})`,
      figure: `${count} of ${completed}`,
      workload,
    }),
  );
  const more = ranked.length - SHOWN_REMARKS;
  return more > 0 ? [...shown, { code, says: 'Further remarks on answers', figure: `${more}`, workload }] : shown;
}

function shortAnswers({ metrics }: JudgedWorkload): Finding[] {
  const { short_requests: short, successful_requests: completed, workload } = metrics;
  if (short === 0) return [];
  const many = short / completed > MANY_SHORT;
  return [
    {
      code: many ? 'many-short-answers' : 'short-answers',
      says: `Answers ended before the length they were forced to${many ? ', so latency and throughput are of less work than asked' : ''}`,
      figure: `${short} of ${completed}`,
      remedy: 'check that the server honours ignore_eos or min_tokens and has room for prompt plus answer',
      workload,
    },
  ];
}
