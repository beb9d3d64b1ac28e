import { z } from 'zod';

/** Something a reader of the numbers must know, with what to do about it. */
export const Warning = z.object({
  code: z.string(),
  message: z.string(),
  remedy: z.string().optional(),
  workload: z.string().optional(),
});
export type Warning = z.infer<typeof Warning>;
