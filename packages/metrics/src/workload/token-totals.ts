import { type RequestRecord, TokenCountSource } from '@sagellm/bench-protocol';
import { templateTokens } from '../request/template-tokens.ts';
import { overRequests } from './latencies.ts';
import { type CompletedRecord, completedOf } from './measured-records.ts';

/**
 * Token counts of the completed requests. `total_output_tokens` is absent as soon as one of them was not counted: a sum
 * with holes would be a wrong number. Input falls back to own prompt tokens request by request.
 *
 * Two answers of 10 and 20 tokens to prompts of 128 own, 141 counted tokens each: output 30, input 282, own 256.
 */
export function tokenTotals(records: readonly RequestRecord[]) {
  const completed = completedOf(records);
  const some = completed.length > 0;
  return {
    total_input_tokens: some ? sum(completed, inputTokens) : undefined,
    total_output_tokens:
      some && completed.every((record) => record.output_tokens !== undefined)
        ? sum(completed, (record) => record.output_tokens!)
        : undefined,
    own_prompt_tokens: some ? sum(completed, (record) => record.prompt_tokens) : undefined,
    prompt_tokens: overRequests(completed, (record) => record.prompt_tokens),
    template_tokens: overRequests(completed, templateTokens),
    output_tokens: overRequests(completed, (record) => record.output_tokens),
    token_count_sources: TokenCountSource.options.filter((source) =>
      completed.some((record) => record.output_tokens_source === source),
    ),
  };
}

function inputTokens(record: CompletedRecord): number {
  return record.prompt_tokens_usage ?? record.prompt_tokens;
}

function sum(records: readonly CompletedRecord[], value: (record: CompletedRecord) => number): number {
  return records.reduce((total, record) => total + value(record), 0);
}
