import type { Dataset, DatasetIdentity } from '@sagellm/bench-protocol';

/** A dataset that is ready to give requests. */
export type OpenedDataset = Dataset & {
  /**
   * How many distinct requests it can give, over all phases and workloads; absent: as many as one likes. It never
   * repeats one: iterating ends there, and who needs more says so before the run.
   */
  readonly size?: number;
  readonly identity: DatasetIdentity;
};
