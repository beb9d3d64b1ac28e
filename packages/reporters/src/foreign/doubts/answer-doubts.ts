import { countText } from '../../values/number-text.ts';
import type { Doubt, ForeignTable } from '../foreign-report.ts';
import { numberAt, objectsAt } from '../loose-json.ts';
import type { PolicyPart } from './policy-doubts.ts';

/** Answers of one chunk where dozens of tokens were asked for: the gateway's error text, taken for an answer. */
export function noTokensAtAll(parts: PolicyPart[], table: ForeignTable, leastAskedFor: number | undefined): Doubt[] {
  return parts.flatMap(({ name, from }) => {
    const answers = objectsAt(from, 'raw_results').filter(
      (result) => result.success === true && result.request_type !== 'embedding',
    );
    const empty = answers.filter((result) => (numberAt(result, 'output_token_count') ?? 0) <= 1);
    if (empty.length === 0 || (leastAskedFor ?? 2) < 2) return [];
    const share = empty.length === answers.length ? 'every request' : `${empty.length} of ${answers.length} requests`;
    const wanted = leastAskedFor ? `, though at least ${countText(leastAskedFor)} tokens were asked for` : '';
    return [
      {
        code: 'failure-taken-for-success',
        keys: table.columns.filter((key) => !key.startsWith('gpu_metrics.')),
        rows: [name],
        says: `${share} of ${name} probably failed; the file says success`,
        because: `no token came after the first chunk${wanted}: so the sageLLM gateway sends an error, as the text of an answer (“[Stream error: …”), and the product counts it as a success`,
      },
    ];
  });
}

export function successUntrusted(): Doubt {
  return {
    code: 'success-untrusted',
    keys: ['request_counts.completed', 'request_counts.failed', 'errors.error_rate'],
    says: 'a success may be a failure',
    because: 'every stream that ends counts as one, also when an error stands in it or it was cut',
  };
}

/** The gateway ends a stream that broke as if it were done. */
export function cutAnswers(parts: PolicyPart[], table: ForeignTable, leastAskedFor: number | undefined): Doubt[] {
  if (leastAskedFor === undefined) return [];
  return parts.flatMap(({ name, from }) => {
    const counts = objectsAt(from, 'raw_results').flatMap((result) => numberAt(result, 'output_token_count') ?? []);
    const short = counts.filter((count) => count > 1 && count < leastAskedFor);
    if (short.length === 0) return [];
    return [
      {
        code: 'answers-shorter-than-asked',
        keys: table.columns.filter((key) => /e2e_latency_ms|requests_per_second|avg_latency_ms/.test(key)),
        rows: [name],
        says: `${short.length} of ${counts.length} answers of ${name} are shorter than any that was asked for`,
        because: `at least ${countText(leastAskedFor)} tokens were asked for; the model stopped, or the stream was cut and counts as complete`,
      },
    ];
  });
}

export function countedChunks(table: ForeignTable): Doubt {
  return {
    code: 'tokens-are-chunks',
    keys: table.columns.filter((key) => /tokens_per_second|total_tokens|tbt_ms\./.test(key)),
    says: 'tokens are chunks of the stream',
    because: 'the product counts the chunks it receives; the server’s own count is not asked for',
  };
}

/** Without a stream the product writes the whole time as TTFT. */
export function ttftWithoutStream(table: ForeignTable): Doubt {
  return {
    code: 'ttft-is-whole-answer',
    keys: table.columns.filter((key) => /ttft/.test(key)),
    says: 'TTFT is the time of the whole answer',
    because: '“enable_streaming” is false, and the product then writes the end of the answer as its first token',
  };
}
