/**
 * The constants of the Python control plane's performance model, as its published sources state them
 * (intellistream/sageLLM, `control_plane`: the predictor's defaults and the Aegaeon policy's switch table). They are nobody's measurement of a
 * GPU: they make a simulated engine behave plausibly, and comparable with that project's own simulations.
 */

/** Predictor default: TTFT = 50 ms + 0.1 ms · input tokens. */
export const PREFILL_BASE_MS = 50;
export const PREFILL_MS_PER_TOKEN = 0.1;

/** Predictor default: ITL = 20 ms + 2 ms · concurrency + 0.01 ms · context tokens. */
export const DECODE_BASE_MS = 20;
export const DECODE_MS_PER_CONCURRENT_REQUEST = 2;
export const DECODE_MS_PER_CONTEXT_TOKEN = 0.01;

/** Embedding estimate: a batch takes (5 + 0.5 · texts) · (1 + load) ms. */
export const EMBEDDING_BASE_MS = 5;
export const EMBEDDING_MS_PER_TEXT = 0.5;

/**
 * Aegaeon policy: time to switch an engine to another model, by size. The Python table looks for the size in the model's
 * name, smallest first, so that it takes "13b" for "3b"; here the size is a number and a band holds all up to its limit.
 */
export const MODEL_SWITCH_BANDS = [
  { upToBillionParameters: 6, switchMs: 600 },
  { upToBillionParameters: 8, switchMs: 1000 },
  { upToBillionParameters: 14, switchMs: 1300 },
  { upToBillionParameters: 34, switchMs: 1800 },
  { upToBillionParameters: Number.POSITIVE_INFINITY, switchMs: 2200 },
] as const;
/** Aegaeon policy: a model of unknown size. */
export const MODEL_SWITCH_UNKNOWN_SIZE_MS = 1000;
/** Aegaeon policy: each further GPU of a tensor-parallel group adds a tenth. */
export const MODEL_SWITCH_SHARE_PER_FURTHER_GPU = 0.1;
