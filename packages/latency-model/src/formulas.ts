import {
  DECODE_BASE_MS,
  DECODE_MS_PER_CONCURRENT_REQUEST,
  DECODE_MS_PER_CONTEXT_TOKEN,
  EMBEDDING_BASE_MS,
  EMBEDDING_MS_PER_TEXT,
  MODEL_SWITCH_BANDS,
  MODEL_SWITCH_SHARE_PER_FURTHER_GPU,
  MODEL_SWITCH_UNKNOWN_SIZE_MS,
  PREFILL_BASE_MS,
  PREFILL_MS_PER_TOKEN,
} from './reference-constants.ts';

/** Milliseconds from admission to the first token, for the prompt tokens that no cache holds. */
export function prefillMs(promptTokens: number): number {
  return PREFILL_BASE_MS + PREFILL_MS_PER_TOKEN * promptTokens;
}

/**
 * Milliseconds of one decode step, which brings one token to each of `concurrency` requests. `contextTokens` is what one
 * request holds at that step: its prompt and the answer so far. (For a whole answer at once: prompt + half the answer.)
 */
export function decodeStepMs(concurrency: number, contextTokens: number): number {
  return DECODE_BASE_MS + DECODE_MS_PER_CONCURRENT_REQUEST * concurrency + DECODE_MS_PER_CONTEXT_TOKEN * contextTokens;
}

/** Milliseconds of an embedding batch on an engine whose load is 0..1. */
export function embeddingBatchMs(texts: number, load: number): number {
  return (EMBEDDING_BASE_MS + EMBEDDING_MS_PER_TEXT * texts) * (1 + load);
}

/** Milliseconds to put another model on an engine; size in billions of parameters, `undefined` where unknown. */
export function modelSwitchMs(billionParameters: number | undefined, tensorParallelSize = 1): number {
  const band = MODEL_SWITCH_BANDS.find(
    ({ upToBillionParameters }) => (billionParameters ?? NaN) <= upToBillionParameters,
  );
  const switchMs = band?.switchMs ?? MODEL_SWITCH_UNKNOWN_SIZE_MS;
  return switchMs * (1 + MODEL_SWITCH_SHARE_PER_FURTHER_GPU * (tensorParallelSize - 1));
}
