import type { FailureClass, Warning } from '@sagellm/bench-protocol';
import { failedOf } from '../../workload/measured-records.ts';
import type { Judged } from './collect-warnings.ts';

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

/** Failures by class with what the first of them said, per workload; and warm-ups that failed. */
export function failures({ workloads }: Judged): Warning[] {
  return workloads.flatMap(({ metrics, measured, warmup }) => {
    const { workload } = metrics;
    const failed = failedOf(measured);
    const warnings: Warning[] = Object.entries(metrics.failures).map(([name, count]) => {
      const first = failed.find(({ failure }) => failure.class === name)!.failure;
      const phase = first.phase ? ` (${first.phase})` : '';
      return {
        code: `failed-${name}`,
        message: `${count} of ${metrics.total_requests} requests failed: ${name}${phase}. First: ${first.message}`,
        remedy: REMEDY[name as FailureClass],
        workload,
      };
    });
    const cold = failedOf(warmup);
    if (cold.length > 0) {
      const first = [...cold].sort((a, b) => a.index - b.index)[0]!;
      warnings.push({
        code: 'warmup-failed',
        message: `${cold.length} of ${warmup.length} warm-up requests failed, so the engine may have been cold. First: ${first.failure.message}`,
        remedy: REMEDY[first.failure.class],
        workload,
      });
    }
    return warnings;
  });
}
