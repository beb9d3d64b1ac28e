import { z } from 'zod';

/** How the requests of a workload were sent. */
export const PatternFacts = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('closed'), concurrency: z.int().positive() }),
  z.object({
    kind: z.literal('open'),
    arrival: z.enum(['constant', 'poisson', 'gamma', 'burst']),
    rate: z.number().positive(),
    burstiness: z.number().positive(),
  }),
]);
export type PatternFacts = z.infer<typeof PatternFacts>;
