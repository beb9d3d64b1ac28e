import type { PatternFacts } from '@sagellm/bench-protocol';

/** What a process has by its formula, and how far a sample of it may be off. */
export type AskedProcess = { rate: number; cv: number };

/**
 * Rate and coefficient of variation of the gaps that the arrival process has by its formula. Absent where there is none
 * (closed loops, loads of other shapes).
 *
 * Constant: 0. Poisson: 1. Gamma of shape k: 1/√k. Bursts of b at once: b − 1 gaps of 0 for one of b/rate, so √(b − 1).
 */
export function askedProcess(pattern: PatternFacts | undefined): AskedProcess | undefined {
  if (pattern?.kind !== 'open' || pattern.shape) return undefined;
  const { arrival, rate, burstiness } = pattern;
  switch (arrival) {
    case 'constant':
      return { rate, cv: 0 };
    case 'poisson':
      return { rate, cv: 1 };
    case 'gamma':
      return { rate, cv: 1 / Math.sqrt(burstiness) };
    case 'burst':
      return { rate, cv: Math.sqrt(Math.max(0, burstiness - 1)) };
    default:
      return undefined;
  }
}

/** Standard errors that chance may take a sample away from its process: less than one run in a million goes further. */
const STANDARD_ERRORS = 5;
/** What a sample of few or heavy-tailed gaps may be off besides. */
const ALLOWANCE = 0.02;

/**
 * How far the rate of n gaps may be from that of their process, as a share: 5 standard errors of their mean (CV ÷ √n),
 * and 2 %.
 */
export function rateTolerance(cv: number, n: number): number {
  return (STANDARD_ERRORS * cv) / Math.sqrt(n) + ALLOWANCE;
}

/**
 * The same for the coefficient of variation c of n gamma gaps, whose sampling variance is c²(c² + 1) ÷ 2n (by the delta
 * method from the moments of the gamma distribution; c²= 1 ÷ shape). Poisson, n = 60,000: 0.02 + 0.02.
 */
export function variationTolerance(cv: number, n: number): number {
  return STANDARD_ERRORS * Math.sqrt((cv ** 2 * (cv ** 2 + 1)) / (2 * n)) + ALLOWANCE * Math.max(1, cv);
}
