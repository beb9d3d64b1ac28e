import type { Failure, FailureClass, RequestRecord } from '@sagellm/bench-protocol';
import { failedOf } from '../../workload/measured-records.ts';
import type { Finding } from './finding.ts';
import type { Judged } from './judged.ts';

const REMEDY: Record<FailureClass, string> = {
  connect: 'check the URL and that the server is up: curl URL/models',
  timeout: 'raise the limit that ran out, or send fewer requests at once',
  http: "read the server's message and its log; 429 and 503 mean too much load",
  'stream-error': "the server gave up inside the answer: see the server's log",
  truncated: "the connection closed inside the answer: see the server's log and any proxy between",
  malformed: 'the answer is not what the OpenAI API describes: check that the URL is the API itself (…/v1)',
  empty: 'tokens were wanted and none came: check the model and its chat template',
  'error-as-text': "the server sent its error as the assistant's text: see the server's log",
  'usage-impossible': 'the server miscounts its tokens: no token figure of it can be trusted',
};

/** Failures by what went wrong, with what the first of them said; and warm-ups that failed. */
export function failures({ workloads }: Judged): Finding[] {
  return workloads.flatMap(({ metrics, measured, warmup }) => {
    const kinds = Map.groupBy(failedOf(measured), ({ failure }) => kindOf(failure));
    const measuredOnes = [...kinds].map(([kind, records]): Finding => {
      const { failure } = records[0]!;
      return {
        code: `failed-${failure.class}`,
        says: `Requests failed (${kind})`,
        figure: `${records.length} of ${metrics.total_requests}`,
        example: failure.message,
        remedy: REMEDY[failure.class],
        workload: metrics.workload,
      };
    });
    return [...measuredOnes, ...failedWarmups(metrics.workload, warmup)];
  });
}

/** `http 503`, `timeout, idle`: kinds that have different causes. */
function kindOf({ class: name, phase, http_status: status }: Failure): string {
  return `${name}${status === undefined ? '' : ` ${status}`}${phase ? `, ${phase}` : ''}`;
}

function failedWarmups(workload: string, warmup: readonly RequestRecord[]): Finding[] {
  const first = failedOf(warmup).sort((a, b) => a.index - b.index)[0];
  if (!first) return [];
  return [
    {
      code: 'warmup-failed',
      says: 'Warm-up requests failed, so the engine may have been cold',
      figure: `${failedOf(warmup).length} of ${warmup.length}`,
      example: first.failure.message,
      remedy: REMEDY[first.failure.class],
      workload,
    },
  ];
}
