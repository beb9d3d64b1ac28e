import type { ForeignReport } from './foreign-report.ts';

/** What the reader of one kind of file makes of it; where the file came from is added by whoever recognised it. */
export type ForeignReading = Pick<ForeignReport, 'title' | 'tables' | 'doubts'> & {
  /** The command of the product that writes such files. */
  command: string;
  facts?: { label: string; text: string | undefined }[];
  simulated?: boolean;
};
