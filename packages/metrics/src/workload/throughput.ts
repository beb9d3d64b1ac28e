import type { MeasuredWindow } from '@sagellm/bench-protocol';

/**
 * Rates over the measured window, of completed requests only.
 *
 * 2 completed requests, 282 input and 30 output tokens in 0.3 s: 6.67 requests/s, 940 input, 100 output and 1040 tokens
 * a second in all. Nothing completed, or no time passed: no throughput at all, not 0.
 */
export function throughput({
  window,
  completed,
  inputTokens,
  outputTokens,
}: {
  window: MeasuredWindow | undefined;
  completed: number;
  inputTokens: number | undefined;
  outputTokens: number | undefined;
}) {
  const seconds = window && completed > 0 && window.duration_s > 0 ? window.duration_s : undefined;
  const perSecond = (count: number | undefined) =>
    seconds === undefined || count === undefined ? undefined : count / seconds;
  return {
    request_throughput_rps: perSecond(completed),
    input_throughput_tps: perSecond(inputTokens),
    output_throughput_tps: perSecond(outputTokens),
    total_throughput_tps: perSecond(
      inputTokens === undefined || outputTokens === undefined ? undefined : inputTokens + outputTokens,
    ),
  };
}
