import type { BenchmarkReport } from '../benchmark/benchmark-report.ts';

export type RenderOptions = {
  /** ANSI colours; only for a terminal. */
  color: boolean;
  /** Columns of the terminal; absent where there is none. */
  width?: number;
};

/** A report as text: a pure function. Whoever calls it writes the file. */
export interface Reporter {
  readonly format: string;
  readonly extension: string;
  render(report: BenchmarkReport, options: RenderOptions): string;
}
