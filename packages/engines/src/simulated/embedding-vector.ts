import { createRandom } from '@sagellm/bench-random';

const DIMENSIONS = 64;

/** A unit vector that depends on seed and text alone. It means nothing: only its length and its cost are simulated. */
export function embeddingVector(seed: number, text: string): number[] {
  const random = createRandom(`${seed}/${text}`);
  const values = Array.from({ length: DIMENSIONS }, () => random.normal());
  const length = Math.hypot(...values);
  return values.map((value) => value / length);
}
