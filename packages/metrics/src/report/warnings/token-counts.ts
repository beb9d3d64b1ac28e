import type { RequestRecord, Warning } from '@sagellm/bench-protocol';
import { slice, total } from '../../request/token-reads.ts';
import { completedOf } from '../../workload/measured-records.ts';
import type { JudgedWorkload } from '../judged-workload.ts';
import type { Judged } from './collect-warnings.ts';

/** Counts that differ by more than this share are worth a warning. */
const TOLERANCE = 0.02;
/** More short answers than this share make the work of two runs unequal. */
const MANY_SHORT = 0.01;

/** Who counted the tokens, and whether the counts agree. */
export function tokenCounts({ workloads, tokenTimes }: Judged): Warning[] {
  return [
    ...weakSources(workloads),
    ...workloads.flatMap((workload) => [
      ...mixedSources(workload),
      ...streamAgainstUsage(workload, tokenTimes),
      ...remarks(workload),
      ...shortAnswers(workload),
    ]),
  ];
}

function weakSources(workloads: readonly JudgedWorkload[]): Warning[] {
  const completed = workloads.flatMap(({ measured }) => completedOf(measured));
  const generated = completed.filter((record) => record.endpoint !== 'embeddings');
  const by = (source: RequestRecord['output_tokens_source']) =>
    generated.filter((record) => record.output_tokens_source === source).length;
  const warnings: Warning[] = [];
  if (by('tokenizer') > 0) {
    warnings.push({
      code: 'tokens-by-tokenizer',
      message: `Output tokens of ${by('tokenizer')} of ${generated.length} answers were counted by a tokenizer on the text, because the server did not count; tokens without text are missed.`,
      remedy: 'have the server send usage (stream_options.include_usage)',
    });
  }
  if (by('events') > 0) {
    warnings.push({
      code: 'tokens-by-events',
      message: `Output tokens of ${by('events')} of ${generated.length} answers are a count of stream events, because nobody else counted; a server that packs several tokens into an event is under-reported.`,
      remedy: 'have the server send usage, or pass --tokenizer',
    });
  }
  const uncounted = generated.filter((record) => record.output_tokens === undefined).length;
  if (uncounted > 0) {
    warnings.push({
      code: 'tokens-uncounted',
      message: `Nobody counted the output tokens of ${uncounted} of ${generated.length} answers.`,
      remedy: 'have the server send usage, or pass --tokenizer',
    });
  }
  return warnings;
}

function mixedSources({ metrics }: JudgedWorkload): Warning[] {
  if (metrics.token_count_sources.length < 2) return [];
  return [
    {
      code: 'tokens-mixed-sources',
      message: `Output tokens were counted in different ways (${metrics.token_count_sources.join(', ')}), which do not give the same number for the same text.`,
      remedy: 'find out why some answers came without usage',
      workload: metrics.workload,
    },
  ];
}

/** The running counts in the stream must add up to the final usage. Events are never the yardstick. */
function streamAgainstUsage({ metrics, measured }: JudgedWorkload, tokenTimes: Uint32Array): Warning[] {
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
      message: `In ${differing.length} of ${metrics.successful_requests} answers the counts in the stream and the final usage differ by more than 2 %. First: ${first.request_id}, ${streamed} in the stream, ${first.output_tokens} by usage.`,
      remedy: 'do not compare token figures of this server with others',
      workload: metrics.workload,
    },
  ];
}

/** What the reader of the stream noticed, each remark once with how often it came. */
function remarks({ metrics, measured }: JudgedWorkload): Warning[] {
  const counts = new Map<string, number>();
  for (const record of completedOf(measured)) {
    for (const remark of record.remarks ?? []) counts.set(remark, (counts.get(remark) ?? 0) + 1);
  }
  if (counts.size === 0) return [];
  const ranked = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  const shown = ranked.slice(0, 3).map(([remark, count]) => (count > 1 ? `${remark} (${count} times)` : remark));
  const more = ranked.length > 3 ? `; and ${ranked.length - 3} more` : '';
  const affected = completedOf(measured).filter((record) => record.remarks?.length).length;
  return [
    {
      code: 'reader-remarks',
      message: `${affected} of ${metrics.successful_requests} completed answers were odd: ${shown.join('; ')}${more}`,
      workload: metrics.workload,
    },
  ];
}

function shortAnswers({ metrics }: JudgedWorkload): Warning[] {
  const { short_requests: short, successful_requests: completed, workload } = metrics;
  if (short === 0) return [];
  const many = short / completed > MANY_SHORT;
  return [
    {
      code: many ? 'many-short-answers' : 'short-answers',
      message: `${short} of ${completed} answers ended before the length they were forced to${many ? ': latency and throughput are of less work than asked' : ''}.`,
      remedy: 'check that the server honours ignore_eos or min_tokens and has room for prompt plus answer',
      workload,
    },
  ];
}
