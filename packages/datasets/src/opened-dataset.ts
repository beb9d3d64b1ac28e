import type { Dataset } from '@sagellm/bench-protocol';

/** What a report says of where the prompts came from. */
export type DatasetIdentity = {
  name: string;
  /** The file's own name, without the path to it. */
  file_name?: string;
  file_sha256?: string;
  /** What the file holds: conversations, lines or workloads. */
  items?: number;
  /** How many of them were looked at until enough requests were found; absent where all were. */
  examined?: number;
  /** Those that could not be used, counted by reason. */
  skipped?: Record<string, number>;
  /** The options that were given, lengths as their description. */
  options?: Record<string, string | number | boolean>;
};

/** A dataset that is ready to give requests. */
export type OpenedDataset = Dataset & {
  /**
   * How many distinct requests it can give, over all phases and workloads; absent: as many as one likes. It never
   * repeats one: iterating ends there, and who needs more says so before the run.
   */
  readonly size?: number;
  readonly identity: DatasetIdentity;
};
