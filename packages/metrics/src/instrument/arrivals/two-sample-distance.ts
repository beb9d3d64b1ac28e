/**
 * Two-sample Kolmogorov–Smirnov distance: the largest difference between the empirical distribution functions.
 *
 * 0 for samples of the same values, 1 where every value of one is below all of the other. `[1, 2]` and `[2, 3]`: 0.5.
 * Both samples in ascending order and not empty. N. Smirnov, "Table for estimating the goodness of fit of empirical
 * distributions", Annals of Mathematical Statistics 19, 1948.
 */
export function twoSampleDistance(a: Float64Array, b: Float64Array): number {
  let [i, j, distance] = [0, 0, 0];
  while (i < a.length && j < b.length) {
    const value = Math.min(a[i]!, b[j]!);
    while (i < a.length && a[i]! <= value) i++;
    while (j < b.length && b[j]! <= value) j++;
    distance = Math.max(distance, Math.abs(i / a.length - j / b.length));
  }
  return distance;
}
