import type { DatasetOptionName, OpenDatasetOptions } from './dataset-options.ts';
import type { OpenedDataset } from './opened-dataset.ts';

/** A kind of dataset: what it is called and takes, and how it is opened. */
export type DatasetEntry = {
  name: string;
  /** One line. */
  description: string;
  /** What it takes; `file` among it means that it needs one. */
  options: readonly DatasetOptionName[];
  /** Gets only options that it takes, checked; `file` is empty where it takes none. */
  open(options: OpenDatasetOptions & { file: string }): OpenedDataset | Promise<OpenedDataset>;
};
