import type { RequestRecord } from '@sagellm/bench-protocol';
import { completedOf } from './measured-records.ts';
import type { StreamShape } from './stream-shape.ts';

/** Of numbers that are present: where they come from, where that is not plain from the catalog's formula. */
export function sourceNotes(
  records: readonly RequestRecord[],
  shape: StreamShape,
  { interrupted }: { interrupted: boolean },
): Record<string, string | undefined> {
  const completed = completedOf(records);
  const counted = completed.filter((record) => record.prompt_tokens_usage !== undefined).length;
  const withFirstToken = completed.filter((record) => record.stream && record.first_token_ms !== undefined).length;
  return {
    window: interrupted ? 'interrupted: the window ends with the last request that ended' : undefined,
    total_input_tokens:
      completed.length === 0
        ? undefined
        : counted === completed.length
          ? "the server's usage, chat template included"
          : counted === 0
            ? 'own prompt tokens: the server did not count'
            : `the server's usage for ${counted} of ${completed.length} requests, own prompt tokens for the rest`,
    ttft_ms:
      withFirstToken > 0 && withFirstToken < completed.length
        ? `of ${withFirstToken} of ${completed.length} completed requests; the others carried no streamed token`
        : undefined,
    itl_ms: itlNote(shape),
  };
}

/** Gaps of one answer resemble each other, so the interval of the pooled series is narrower than the truth. */
function itlNote({ streams, undivided, amortised }: StreamShape): string | undefined {
  if (streams === 0) return undefined;
  const division =
    undivided === streams
      ? 'equals ICL: the server did not say how many tokens a read brought'
      : undivided > 0
        ? `divided over tokens for ${streams - undivided} of ${streams} answers, whole gaps for the rest`
        : amortised
          ? 'gaps of reads that brought several tokens are divided over them'
          : 'one token a read';
  return `${division}; pooled over answers, so ci99 takes gaps of one answer as independent`;
}
