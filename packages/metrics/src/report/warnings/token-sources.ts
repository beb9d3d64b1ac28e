import type { RequestRecord, Warning } from '@sagellm/bench-protocol';
import { completedOf } from '../../workload/measured-records.ts';
import type { JudgedWorkload } from '../judged-workload.ts';
import type { Finding } from './finding.ts';

/** Counts that are not the server's, over the whole run. */
export function weakSources(workloads: readonly JudgedWorkload[]): Warning[] {
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

/** Counts of one workload that cannot be added up without a doubt. */
export function mixedSources({ metrics }: JudgedWorkload): Finding[] {
  if (metrics.token_count_sources.length < 2) return [];
  return [
    {
      code: 'tokens-mixed-sources',
      says: 'Output tokens were counted in different ways, which do not give the same number for the same text',
      figure: `by ${metrics.token_count_sources.join(' and ')}`,
      remedy: 'find out why some answers came without usage',
      workload: metrics.workload,
    },
  ];
}
