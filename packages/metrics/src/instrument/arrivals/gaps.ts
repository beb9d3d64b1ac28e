/** Times between neighbours, of moments in ascending order. `[0, 10, 30]`: `[10, 20]`. */
export function gapsOf(moments: Float64Array): Float64Array {
  return Float64Array.from({ length: Math.max(0, moments.length - 1) }, (_, i) => moments[i + 1]! - moments[i]!);
}

/**
 * Coefficient of variation of the gaps: standard deviation (of the population) ÷ mean.
 *
 * 0 for a metronome, 1 for a Poisson process, 1/√k for gamma gaps of shape k; above 1 requests come in bunches.
 * `[10, 30]`: mean 20, deviation 10, so 0.5. Absent without gaps, and where all moments are one.
 * D. R. Cox and P. A. W. Lewis, "The Statistical Analysis of Series of Events", 1966, chapter 2.
 */
export function coefficientOfVariation(gaps: Float64Array): number | undefined {
  const mean = meanOf(gaps);
  if (!(mean > 0)) return undefined;
  return Math.sqrt(squaresAround(gaps, mean) / gaps.length) / mean;
}

/**
 * Correlation of each gap with the one before it, the serial correlation coefficient of lag 1.
 *
 * 0 where gaps are independent, as in every renewal process (Poisson, gamma). A sender that is late and then catches
 * up has long and short gaps in turn: below 0. `[1, 3, 1, 3]`: −0.75. Absent below three gaps and where all are equal.
 * Cox and Lewis 1966, section 4.2 (with the mean and variance of the whole series).
 */
export function lagOneCorrelation(gaps: Float64Array): number | undefined {
  if (gaps.length < 3) return undefined;
  const mean = meanOf(gaps);
  const variance = squaresAround(gaps, mean);
  // Equal gaps differ by rounding of their sums only.
  if (variance <= gaps.length * (mean * 1e-6) ** 2) return undefined;
  let together = 0;
  for (let i = 1; i < gaps.length; i++) together += (gaps[i]! - mean) * (gaps[i - 1]! - mean);
  return Math.max(-1, Math.min(1, together / variance));
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function squaresAround(values: Float64Array, mean: number): number {
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
}
