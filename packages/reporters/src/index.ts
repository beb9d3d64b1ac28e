export { flatMetrics } from './files/flat-metrics.ts';
export { parseReportFile, type ReportFile } from './files/parse-report-file.ts';
export { parseSummaryFile } from './files/parse-summary-file.ts';
export { renderSummaryFile } from './files/summary-file.ts';
export { renderWorkloadMetricsFile } from './files/workload-metrics-file.ts';
export type { Doubt, ForeignKind, ForeignReport, ForeignTable } from './foreign/foreign-report.ts';
export { recogniseForeignFile } from './foreign/recognise-foreign-file.ts';
export { renderForeign } from './foreign/render-foreign.ts';
export { findReporter, reporters } from './registry.ts';
