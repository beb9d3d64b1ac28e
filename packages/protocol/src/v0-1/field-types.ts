import { z } from 'zod';

/** Kinds of field that many models of sagellm_protocol share. Numbers are never coerced from text or booleans. */

/** May be null, and is null when left out. */
export function orNull<T extends z.ZodType>(schema: T): z.ZodDefault<z.ZodNullable<T>> {
  return z.nullable(schema).default(null as never);
}

export const count = z.int().nonnegative();
export const positiveCount = z.int().positive();
/** A measured amount: milliseconds, seconds, tokens per second. */
export const amount = z.number().nonnegative();
/** 0..1 */
export const share = z.number().min(0).max(1);
export const metadata = z.record(z.string(), z.unknown()).default({});
/** Any UUID with dashes, of any version; written in lower case. */
export const uuid = z.guid().toLowerCase();
