import type { Random } from '@sagellm/bench-random';

/** A distribution of whole numbers from 1 up: lengths in tokens, or turns of a conversation. */
export type TokenLengths = {
  /** As it can be written for a flag again, limits included. */
  readonly description: string;
  /** Of what is drawn, limits and rounding included. */
  readonly mean: number;
  readonly min: number;
  readonly max: number;
  draw(random: Random): number;
};

/** No length above this is ever drawn: a slip in a parameter must not ask for gigabytes of text. */
export const LONGEST = 1_048_576;

export function fixedLength(length: number): TokenLengths {
  return { description: String(length), mean: length, min: length, max: length, draw: () => length };
}

/** Every length from `min` to `max`, both included, equally often. */
export function uniformLengths(min: number, max: number): TokenLengths {
  return {
    description: `uniform:${min}..${max}`,
    mean: (min + max) / 2,
    min,
    max,
    draw: (random) => min + random.integer(max - min + 1),
  };
}

/** Lengths of a table, each as often as its weight says. */
export function weightedLengths(
  description: string,
  table: readonly { length: number; weight: number }[],
): TokenLengths {
  const rows = table.filter(({ weight }) => weight > 0).sort((a, b) => a.length - b.length);
  const whole = rows.reduce((sum, { weight }) => sum + weight, 0);
  let reached = 0;
  const upTo = rows.map(({ weight }) => {
    reached += weight;
    return reached / whole;
  });
  return {
    description,
    mean: rows.reduce((sum, { length, weight }) => sum + length * (weight / whole), 0),
    min: rows[0]!.length,
    max: rows.at(-1)!.length,
    draw: (random) => {
      const place = random.next();
      return (rows[upTo.findIndex((share) => place < share)] ?? rows.at(-1)!).length;
    },
  };
}
