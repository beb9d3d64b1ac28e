import { countText, measurementText } from '../../values/number-text.ts';
import type { Doubt, ForeignTable } from '../foreign-report.ts';
import { numberOf, rowsWhere } from '../foreign-table.ts';
import { type JsonObject, numberAt, objectAt, objectsAt } from '../loose-json.ts';

/** One policy's part of a result: its name in the table, and what the file holds for it. */
export type PolicyPart = { name: string; from: JsonObject };

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

/** The share is of successes: a policy that times out nine times in ten can keep 100 %. */
export function sloWithoutFailures(table: ForeignTable): Doubt {
  return {
    code: 'slo-without-failures',
    keys: table.columns.filter((key) => /slo.*(compliance_rate|by_priority)/.test(key)),
    says: 'the share of requests within their deadline leaves failures out',
    because: 'failed and timed-out requests are in neither half of the fraction; a request that failed kept nothing',
  };
}

/** Waiting for one of the 50 slots happens before the send is stamped. */
export function coordinatedOmission(table: ForeignTable): Doubt {
  return {
    code: 'waiting-not-counted',
    keys: table.columns.filter((key) => /(e2e_latency_ms|ttft_ms)\.|avg_(latency|ttft)_ms/.test(key)),
    says: 'latency leaves out the wait before sending',
    because:
      'a request takes one of a fixed number of slots before its send is stamped, so a server too slow for the rate looks fast (coordinated omission)',
  };
}

/** Arrival times are not moved after the warm-up is cut off, so the window begins with nothing. */
export function idleStart(parts: PolicyPart[], table: ForeignTable): Doubt[] {
  const idle = parts.flatMap(({ name, from }) => {
    const start = numberAt(from, 'start_time');
    const sends = objectsAt(from, 'raw_results').flatMap((result) => numberAt(result, 'send_time') ?? []);
    if (start === undefined || sends.length === 0) return [];
    const seconds = Math.min(...sends) - start;
    return seconds > 0 ? [`${name}: ${measurementText(seconds)} s`] : [];
  });
  return [
    {
      code: 'window-starts-idle',
      keys: table.columns.filter((key) => /throughput\./.test(key)),
      says: 'throughput is too low',
      because: `the measured window begins with the warm-up’s share of the arrival times, in which nothing is sent${idle.length > 0 ? `; ${idle.join(', ')}` : ''}`,
    },
  ];
}

/** The server has no way to switch, the tool goes on, and every policy measures the same scheduler. */
export function policyNotSwitched(parts: PolicyPart[]): Doubt[] {
  const silent = parts.filter(({ from }) => Object.keys(objectAt(from, 'control_plane_metrics')).length === 0);
  if (silent.length === 0) return [];
  return [
    {
      code: 'policy-not-switched',
      rows: silent.map(({ name }) => name),
      says: 'the policy may never have been in force',
      because:
        'the server gave no control-plane metrics; where it cannot switch policies the product goes on, and every policy then measures the same scheduler',
    },
  ];
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

/** The hybrid client counts every line of the stream, also the one that only names the role. */
export function ttftOfTheRoleChunk(table: ForeignTable): Doubt {
  return {
    code: 'ttft-of-the-first-chunk',
    keys: table.columns.filter((key) => /ttft/.test(key)),
    says: 'TTFT is too short',
    because:
      'the hybrid client stamps the first chunk of any kind, which for a chat is the one that only names the role',
  };
}

/** `prompt_tokens` of the server overwrite the number of texts. */
export function textsAreTokens(table: ForeignTable): Doubt[] {
  const keys = table.columns.filter((key) => /texts_per_second|total_texts_embedded/.test(key));
  const [texts, size, done] = ['total_texts_embedded', 'avg_batch_size', 'completed_requests'].map(
    (key) => `metrics_by_request_type.embedding.${key}`,
  ) as [string, string, string];
  const caught = rowsWhere(table, (row) => {
    const [count, batch, requests] = [numberOf(row, texts), numberOf(row, size), numberOf(row, done)];
    return count !== undefined && batch !== undefined && requests !== undefined && count > batch * requests;
  });
  if (keys.length === 0) return [];
  const shown = caught.length > 0 ? `; ${caught.join(', ')}: more “texts” than its batches held` : '';
  return [
    {
      code: 'texts-are-tokens',
      keys,
      says: 'not texts but tokens',
      because: `the product overwrites the number of texts with the server’s prompt tokens${shown}`,
    },
    {
      code: 'efficiency-by-constant',
      keys: table.columns.filter((key) => key.endsWith('batch.efficiency')),
      says: 'no efficiency',
      because: 'it is the mean size of the batches that the client sent ÷ 32',
    },
  ];
}
