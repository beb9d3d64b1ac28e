/** A weight this small beside the mode's cannot move a sum of doubles. */
const NEGLIGIBLE = 1e-20;

/**
 * For B ~ Binomial(n, share): the largest rank `lower` with P(B < lower) ≤ allowed, and the smallest rank `upper` with
 * P(B ≥ upper) ≤ allowed. `lower` 0 or `upper` n + 1 mean that there is no such rank among 1..n.
 *
 * Point probabilities are taken relative to the mode's and walked outwards by the ratio of neighbours: nothing
 * underflows, no gamma function is needed, and some 20 standard deviations of steps do for any n.
 */
export function binomialTails(n: number, share: number, allowed: number): { lower: number; upper: number } {
  const odds = share / (1 - share);
  const mode = Math.min(n, Math.floor((n + 1) * share));
  const below = walk(mode, (i) => (mode - i) / ((n - mode + i + 1) * odds));
  const above = walk(n - mode, (i) => ((n - mode - i) / (mode + i + 1)) * odds);
  const weightAt = (k: number) => (k === mode ? 1 : k < mode ? below[mode - k - 1]! : above[k - mode - 1]!);
  const limit = allowed * (1 + sumFromTheEnd(below) + sumFromTheEnd(above));

  let lower = mode - below.length;
  for (let tail = weightAt(lower); tail <= limit; tail += weightAt(lower)) lower++;
  let upper = mode + above.length + 1;
  for (let tail = weightAt(upper - 1); tail <= limit; tail += weightAt(upper - 1)) upper--;
  return { lower, upper };
}

/** Weights of up to `steps` neighbours on one side of the mode; `ratio(i)` leads from the i-th to the next. */
function walk(steps: number, ratio: (i: number) => number): number[] {
  const weights: number[] = [];
  for (let i = 0, weight = 1; i < steps; i++) {
    weight *= ratio(i);
    if (weight < NEGLIGIBLE) break;
    weights.push(weight);
  }
  return weights;
}

/** Small to large, so that the thin end is not lost. */
function sumFromTheEnd(weights: readonly number[]): number {
  let total = 0;
  for (let i = weights.length - 1; i >= 0; i--) total += weights[i]!;
  return total;
}
