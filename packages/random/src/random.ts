/** Chance that can be repeated. All draws come from one seed; `fork` gives independent streams by name. */
export interface Random {
  /** Uniform in [0, 1), 53 bits. */
  next(): number;
  /** Uniform integer in [0, limit). */
  integer(limit: number): number;
  pick<T>(items: readonly [T, ...T[]] | readonly T[]): T;
  /** Exponential with this mean. */
  exponential(mean: number): number;
  /** Normal; mean 0, standard deviation 1 unless given. */
  normal(mean?: number, deviation?: number): number;
  /** Gamma with this shape k and scale θ: mean kθ, variance kθ². */
  gamma(shape: number, scale: number): number;
  /** A stream of its own. The same label gives the same stream, whatever was drawn from this one before. */
  fork(label: string | number): Random;
}

export function createRandom(seed: number | string): Random {
  return fromState(hash(String(seed)));
}

type State = [number, number, number, number];

/** sfc32 by Chris Doty-Humphrey (PractRand): 128 bits of state, passes PractRand and BigCrush. */
function fromState(origin: State): Random {
  let [a, b, c, d] = origin;
  const bits = () => {
    const sum = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    c |= 0;
    return sum >>> 0;
  };
  for (let i = 0; i < 12; i++) bits();

  const next = () => ((bits() >>> 5) * 67_108_864 + (bits() >>> 6)) / 9_007_199_254_740_992;

  const random: Random = {
    next,
    integer: (limit) => Math.floor(next() * limit),
    pick: (items) => {
      if (items.length === 0) throw new RangeError('pick: nothing to pick from');
      return items[random.integer(items.length)]!;
    },
    exponential: (mean) => -mean * Math.log(1 - next()),
    // Box–Muller; the second value is dropped so that a draw depends on nothing drawn before.
    normal: (mean = 0, deviation = 1) =>
      mean + deviation * Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    gamma: (shape, scale) => scale * standardGamma(random, shape),
    fork: (label) => fromState(hash(`${origin.join(',')}/${label}`)),
  };
  return random;
}

/** Marsaglia and Tsang, "A simple method for generating gamma variables", ACM TOMS 26 (2000). */
function standardGamma(random: Random, shape: number): number {
  if (!(shape > 0)) throw new RangeError(`gamma: shape must be above 0, not ${shape}`);
  // Below 1 the method does not hold; their note: G(k) = G(k + 1) · U^(1/k).
  if (shape < 1) return standardGamma(random, shape + 1) * (1 - random.next()) ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = random.normal();
    const v = (1 + c * x) ** 3;
    if (v <= 0) continue;
    if (Math.log(1 - random.next()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}

/** cyrb128-like mixing of a text into 128 bits: enough to spread seeds, no cryptography. */
function hash(text: string): State {
  let [h1, h2, h3, h4] = [1779033703, 3144134277, 1013904242, 2773480762];
  for (let i = 0; i < text.length; i++) {
    const k = text.charCodeAt(i);
    h1 = h2 ^ Math.imul(h1 ^ k, 597399067);
    h2 = h3 ^ Math.imul(h2 ^ k, 2869860233);
    h3 = h4 ^ Math.imul(h3 ^ k, 951274213);
    h4 = h1 ^ Math.imul(h4 ^ k, 2716044179);
  }
  return [h1 | 0, h2 | 0, h3 | 0, h4 | 0];
}
