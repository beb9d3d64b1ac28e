import { z } from 'zod';

/** When an engine had a request in hand: seconds since the epoch. Neither bounds nor order are checked on reading. */
export const ProtocolTimestamps = z.object({
  queued_at: z.number(),
  scheduled_at: z.number(),
  executed_at: z.number(),
  completed_at: z.number(),
});
export type ProtocolTimestamps = z.infer<typeof ProtocolTimestamps>;

const ORDER = ['queued_at', 'scheduled_at', 'executed_at', 'completed_at'] as const;

/** What is out of order, one sentence each; empty when nothing is. Times derived from such stamps would be negative. */
export function checkTimestampOrder(timestamps: ProtocolTimestamps): string[] {
  return ORDER.slice(1).flatMap((later, index) => {
    const earlier = ORDER[index]!;
    return timestamps[later] < timestamps[earlier]
      ? [`${later} (${timestamps[later]}) is before ${earlier} (${timestamps[earlier]})`]
      : [];
  });
}
