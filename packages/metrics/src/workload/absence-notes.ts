import type { AggregatedMetrics, RequestRecord } from '@sagellm/bench-protocol';
import { completedOf } from './measured-records.ts';
import type { StreamShape } from './stream-shape.ts';

type Absences = Partial<Record<keyof AggregatedMetrics, string>>;

const NOTHING_COMPLETED = 'no request completed';

/** Of each number that a reader may look for: why it would be absent. Keys that are present ignore theirs. */
export function absenceReasons(records: readonly RequestRecord[], shape: StreamShape): Absences {
  const completed = completedOf(records);
  if (completed.length === 0) {
    return allOf(records.length === 0 ? 'no request was sent' : NOTHING_COMPLETED);
  }
  const embeddings = completed.every((record) => record.endpoint === 'embeddings');
  const streamed = completed.filter((record) => record.stream);
  const uncounted = completed.filter((record) => record.output_tokens === undefined).length;
  const tokens = embeddings
    ? 'embeddings bring no output tokens'
    : uncounted > 0
      ? `${uncounted} of ${completed.length} completed requests have no token count`
      : 'the measured window has no length';

  const stream = embeddings
    ? 'embeddings bring no output tokens'
    : streamed.length === 0
      ? 'answers were not streamed'
      : undefined;
  const firstToken = stream ?? 'no streamed answer carried a token';
  const between =
    stream ??
    (streamed.every((record) => record.output_tokens !== undefined && record.output_tokens < 2)
      ? 'no answer has two tokens'
      : shape.streams > 0 && shape.in_one_read === shape.streams
        ? 'every answer came in one socket read, so the time between its tokens was not seen'
        : undefined);
  return {
    ttft_ms: firstToken,
    ttfo_ms: stream ?? 'no streamed answer carried output other than reasoning',
    ttfe_ms: stream ?? 'no event was seen',
    itl_ms: between ?? (shape.streams === 0 ? 'the token times are missing' : 'no gap between tokens was seen'),
    icl_ms: between ?? (shape.streams === 0 ? 'the token times are missing' : 'no gap between tokens was seen'),
    tbt_ms: between ?? (shape.streams === 0 ? 'the token times are missing' : 'no gap between tokens was seen'),
    tpot_ms: between ?? (uncounted > 0 ? tokens : 'no span from first to last token was seen'),
    ntpot_ms: tokens,
    throughput_tps: tokens,
    e2el_ms: 'the end of the answers was not seen',
    request_throughput_rps: 'the measured window has no length',
    input_throughput_tps: 'the measured window has no length',
    output_throughput_tps: tokens,
    total_throughput_tps: tokens,
    total_output_tokens: tokens,
    output_tokens: tokens,
    template_tokens: 'the server did not count prompt tokens',
  };
}

function allOf(reason: string): Absences {
  return {
    ttft_ms: reason,
    itl_ms: reason,
    tbt_ms: reason,
    tpot_ms: reason,
    ntpot_ms: reason,
    e2el_ms: reason,
    throughput_tps: reason,
    request_throughput_rps: reason,
    input_throughput_tps: reason,
    output_throughput_tps: reason,
    total_throughput_tps: reason,
    total_input_tokens: reason,
    total_output_tokens: reason,
    prefix_hit_rate: reason,
  };
}
