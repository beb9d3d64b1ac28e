/** How often values fall into ranges of whole numbers: `from` included, `to` too. */
export type Bucket = { from: number; to: number; count: number };
export type LengthSummary = { count: number; min: number; max: number; mean: number; buckets: Bucket[] };

const BUCKETS = 16;
/** From here on ranges double in width, or the few longest would leave one bar for all others. */
const WIDE = 64;

/** Ranges of equal, round width; of doubling width where the values reach far. Nothing for no values. */
export function summariseLengths(values: readonly number[]): LengthSummary | undefined {
  if (values.length === 0) return undefined;
  const min = values.reduce((a, b) => Math.min(a, b));
  const max = values.reduce((a, b) => Math.max(a, b));
  const buckets = max > WIDE * Math.max(1, min) ? doubling(min, max) : equal(min, max);
  for (const value of values) buckets.find(({ to }) => value <= to)!.count++;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { count: values.length, min, max, mean, buckets };
}

function equal(min: number, max: number): Bucket[] {
  const width = roundUp((max - min + 1) / BUCKETS);
  const first = Math.floor(min / width) * width;
  const count = Math.floor((max - first) / width) + 1;
  return Array.from({ length: count }, (_, i) => ({
    from: first + i * width,
    to: first + (i + 1) * width - 1,
    count: 0,
  }));
}

function doubling(min: number, max: number): Bucket[] {
  const first = 2 ** Math.floor(Math.log2(Math.max(1, min)));
  const start = min < 1 ? [{ from: 0, to: 0, count: 0 }] : [];
  const count = Math.floor(Math.log2(max / first)) + 1;
  return [
    ...start,
    ...Array.from({ length: count }, (_, i) => ({ from: first * 2 ** i, to: first * 2 ** (i + 1) - 1, count: 0 })),
  ];
}

/** 1, 2, 5, 10, 20, 50, … */
function roundUp(width: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, width)));
  return [1, 2, 5, 10].map((digit) => digit * power).find((round) => round >= width)!;
}
