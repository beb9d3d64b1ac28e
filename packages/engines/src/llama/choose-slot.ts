/** What a free slot holds of earlier requests. */
export type KeptTokens = {
  held: number;
  /** Of these so many, from the first on, are also the beginning of the prompt. */
  shared: number;
};

/** From these shares on, a common beginning is more than a chat template. */
const SHARE_OF_PROMPT = 1 / 2;
const SHARE_OF_HELD = 1 / 5;

/**
 * Which of the free slots, longest unused first, a prompt is best read into: the one with the longest common beginning,
 * if that is a sizeable part of the prompt or of what the slot holds; else an empty one, else the longest unused. The few
 * tokens that every chat begins with are no reason to write over a conversation that goes on. llama.cpp's server chooses
 * in the same manner (`--slot-prompt-similarity`, then least recently used).
 */
export function chooseSlot(free: readonly KeptTokens[], promptTokens: number): number {
  let best = -1;
  for (const [index, { held, shared }] of free.entries()) {
    if (shared === 0 || (shared < promptTokens * SHARE_OF_PROMPT && shared < held * SHARE_OF_HELD)) continue;
    if (best === -1 || shared > free[best]!.shared) best = index;
  }
  if (best !== -1) return best;
  return Math.max(
    0,
    free.findIndex(({ held }) => held === 0),
  );
}
