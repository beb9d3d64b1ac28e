import type { PatternFacts } from '../benchmark/pattern-facts.ts';

/**
 * When requests are wanted. An open pattern is arithmetic: the n-th request is due at `due(n)` milliseconds after the
 * start, whatever the server does. A closed pattern keeps `concurrency` requests in flight,
 * all from the start, or from moments spread evenly over `startSpreadMs`.
 */
export type LoadPattern =
  | {
      readonly kind: 'closed';
      readonly concurrency: number;
      readonly startSpreadMs?: number;
      readonly facts: PatternFacts;
    }
  | { readonly kind: 'open'; due(index: number): number; readonly facts: PatternFacts };
