import type { RequestRecord } from '@sagellm/bench-protocol';
import { slice, total } from '../../request/token-reads.ts';
import { completedOf } from '../../workload/measured-records.ts';
import type { Finding } from './finding.ts';
import type { Judged } from './judged.ts';

type Check = { what: string; impossible: (record: RequestRecord, tokenTimes: Uint32Array) => boolean };

const CHECKS: readonly Check[] = [
  {
    what: 'a TTFT of 0',
    impossible: ({ stamp_source, sent_ms, first_token_ms }) =>
      stamp_source !== 'virtual' && sent_ms !== undefined && first_token_ms === sent_ms,
  },
  {
    what: 'more output tokens than were allowed',
    impossible: ({ output_tokens, max_tokens }) => output_tokens !== undefined && output_tokens > max_tokens,
  },
  {
    what: 'more tokens in the stream than were allowed',
    impossible: (record, tokenTimes) => total(slice(tokenTimes, record.token_weights) ?? NONE) > record.max_tokens,
  },
  {
    what: 'more cached than prompt tokens',
    impossible: ({ cached_tokens, prompt_tokens_usage }) =>
      cached_tokens !== undefined && prompt_tokens_usage !== undefined && cached_tokens > prompt_tokens_usage,
  },
];

const NONE = new Uint32Array(0);

/** Completed requests whose record cannot be true. Numbers that rest on it are left out, never mended. */
export function impossibleNumbers({ workloads, tokenTimes }: Judged): Finding[] {
  return workloads.flatMap(({ metrics, measured }) =>
    CHECKS.flatMap(({ what, impossible }) => {
      const found = completedOf(measured).filter((record) => impossible(record, tokenTimes));
      if (found.length === 0) return [];
      return [
        {
          code: 'impossible-number',
          says: `Completed requests have ${what}`,
          figure: `${found.length} of ${metrics.successful_requests}`,
          example: found[0]!.request_id,
          remedy: 'do not trust the figures of this workload; this is a fault of the server or of this tool',
          workload: metrics.workload,
        },
      ];
    }),
  );
}

/** Moments that run backwards, or no send or no end. The verdict says it. */
export function hasImpossibleMoments(record: RequestRecord): boolean {
  return (
    record.sent_ms === undefined ||
    record.end_ms === undefined ||
    !ascending(record.sent_ms, record.headers_ms, record.first_event_ms, record.first_token_ms) ||
    !ascending(record.first_token_ms, record.last_token_ms, record.end_ms) ||
    !ascending(record.first_token_ms, record.first_output_ms, record.end_ms) ||
    !ascending(record.sent_ms, record.end_ms)
  );
}

function ascending(...moments: (number | undefined)[]): boolean {
  const known = moments.filter((moment) => moment !== undefined);
  return known.every((moment, i) => i === 0 || moment >= known[i - 1]!);
}
