/**
 * The interval of Clopper and Pearson (1934) for a probability of which `met` of `n` independent trials were met: each side
 * errs with at most (1 − level) ÷ 2, whatever the probability.
 *
 * 104 of 104 at 99 %: [0.9503, 1]; 0 of 10: [0, 0.411].
 */
export function proportionInterval(met: number, n: number, level = 0.99): [low: number, high: number] {
  const allowed = (1 - level) / 2;
  return [
    met === 0 ? 0 : solve((share) => atLeast(met, n, share) > allowed),
    met === n ? 1 : 1 - solve((share) => atLeast(n - met, n, share) > allowed),
  ];
}

/** The share from which on `holds` is true, to the last bits. */
function solve(holds: (share: number) => boolean): number {
  let [low, high] = [0, 1];
  for (let step = 0; step < 52; step++) {
    const middle = (low + high) / 2;
    if (holds(middle)) high = middle;
    else low = middle;
  }
  return (low + high) / 2;
}

/** P(B ≥ k) of B ~ Binomial(n, share), from weights relative to the mode: nothing underflows. */
function atLeast(k: number, n: number, share: number): number {
  const odds = share / (1 - share);
  const mode = Math.min(n, Math.floor((n + 1) * share));
  let all = 1;
  let above = mode >= k ? 1 : 0;
  for (let i = mode, weight = 1; i < n && weight > NEGLIGIBLE; i++) {
    weight *= ((n - i) / (i + 1)) * odds;
    all += weight;
    if (i + 1 >= k) above += weight;
  }
  for (let i = mode, weight = 1; i > 0 && weight > NEGLIGIBLE; i--) {
    weight *= i / ((n - i + 1) * odds);
    all += weight;
    if (i - 1 >= k) above += weight;
  }
  return above / all;
}

const NEGLIGIBLE = 1e-20;
