export { flatMetrics } from './files/flat-metrics.ts';
export { parseSummaryFile } from './files/parse-summary-file.ts';
export { renderSummaryFile } from './files/summary-file.ts';
export { renderWorkloadMetricsFile } from './files/workload-metrics-file.ts';
export { findReporter, reporters } from './registry.ts';
