import { z } from 'zod';

const Scalar = z.union([z.number(), z.string(), z.boolean()]);

/** `report --format json` of a file of a Python product: what it says, under its own names, and what is doubtful in it. */
export const ForeignReportFile = z.object({
  schema: z.literal('sagellm-bench/foreign-report'),
  schema_version: z.literal(1),
  /** What kind of file it is, e.g. `summary`, `perf-e2e`, `compare`. */
  kind: z.string(),
  title: z.string(),
  origin: z.object({ product: z.string(), command: z.string(), file: z.string() }),
  /** The numbers are made by a formula, and the file says so. */
  simulated: z.boolean(),
  facts: z.array(z.object({ label: z.string(), text: z.string() })),
  tables: z.array(
    z.object({
      title: z.string(),
      /** What tells rows apart. */
      labels: z.array(z.string()),
      columns: z.array(z.string()),
      /** A key that is not in `values` was not measured. */
      rows: z.array(z.object({ labels: z.record(z.string(), z.string()), values: z.record(z.string(), Scalar) })),
    }),
  ),
  doubts: z.array(
    z.object({
      code: z.string(),
      /** Columns that it makes doubtful; absent: the file as a whole. */
      keys: z.array(z.string()).optional(),
      /** Only rows of these names; absent: all. */
      rows: z.array(z.string()).optional(),
      says: z.string(),
      because: z.string(),
    }),
  ),
});
export type ForeignReportFile = z.infer<typeof ForeignReportFile>;
