import type { Random } from '@sagellm/bench-random';
import type { TokenLengths } from './token-lengths.ts';

/** A value z of the standard normal distribution becomes a length. */
export type Bell = { description: string; lengthAt: (z: number) => number; min: number; max: number };

/**
 * Normal and lognormal lengths, rounded; what falls outside the limits is drawn again, so that no pile stands at them.
 *
 * Returns nothing when the limits leave less than a twentieth of the distribution: then they are a mistake.
 */
export function bellLengths({ description, lengthAt, min, max }: Bell): TokenLengths | undefined {
  const inside = (length: number) => length >= min && length <= max;
  const { share, mean } = overTheBell((z) => Math.round(lengthAt(z)), inside);
  if (share < SMALLEST_SHARE) return undefined;
  return {
    description,
    mean,
    min,
    max,
    draw: (random: Random) => {
      for (;;) {
        const length = Math.round(lengthAt(random.normal()));
        if (inside(length)) return length;
      }
    },
  };
}

const SMALLEST_SHARE = 0.05;
const WIDTH = 8;
const STEPS = 32_000;

/** Sums over z with the normal density as weight: exact to four digits, rounding and limits included. */
function overTheBell(lengthAt: (z: number) => number, inside: (length: number) => boolean) {
  let whole = 0;
  let kept = 0;
  let sum = 0;
  for (let step = 0; step <= STEPS; step++) {
    const z = WIDTH * ((2 * step) / STEPS - 1);
    const weight = Math.exp((-z * z) / 2);
    whole += weight;
    const length = lengthAt(z);
    if (!inside(length)) continue;
    kept += weight;
    sum += weight * length;
  }
  return { share: kept / whole, mean: sum / kept };
}
