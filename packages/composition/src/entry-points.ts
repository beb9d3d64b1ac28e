/**
 * What the apps call, each loaded when it is called: a help text should not wait for datasets, clients and statistics.
 */
import type { calibrate as Calibrate } from './calibrate/calibrate.ts';
import type {
  holdAgainstContract as HoldAgainstContract,
  loadContract as LoadContract,
} from './contract/hold-against-contract.ts';
import type { runChecks as RunChecks } from './doctor/checks.ts';
import type { previewOf as PreviewOf } from './prompts/preview.ts';
import type { replayRecording as ReplayRecording } from './replay/replay-recording.ts';
import type {
  loadReport as LoadReport,
  loadReportFile as LoadReportFile,
  recomputeReport as RecomputeReport,
} from './report/load-report.ts';
import type { runBenchmark as RunBenchmark } from './run/run-benchmark.ts';
import type { saturate as Saturate } from './saturate/saturate.ts';
import type { serveEngine as ServeEngine } from './serve/serve-engine.ts';
import type { runSweep as RunSweep } from './sweep/run-sweep.ts';

export const runBenchmark: typeof RunBenchmark = async (...args) =>
  (await import('./run/run-benchmark.ts')).runBenchmark(...args);

export const loadReport: typeof LoadReport = async (...args) =>
  (await import('./report/load-report.ts')).loadReport(...args);

export const loadReportFile: typeof LoadReportFile = async (...args) =>
  (await import('./report/load-report.ts')).loadReportFile(...args);

export const recomputeReport: typeof RecomputeReport = async (...args) =>
  (await import('./report/load-report.ts')).recomputeReport(...args);

export const serveEngine: typeof ServeEngine = async (...args) =>
  (await import('./serve/serve-engine.ts')).serveEngine(...args);

export const runChecks: typeof RunChecks = async () => (await import('./doctor/checks.ts')).runChecks();

export const holdAgainstContract: typeof HoldAgainstContract = async (...args) =>
  (await import('./contract/hold-against-contract.ts')).holdAgainstContract(...args);

export const loadContract: typeof LoadContract = async (...args) =>
  (await import('./contract/hold-against-contract.ts')).loadContract(...args);

export const replayRecording: typeof ReplayRecording = async (...args) =>
  (await import('./replay/replay-recording.ts')).replayRecording(...args);

export const previewOf: typeof PreviewOf = async (...args) => (await import('./prompts/preview.ts')).previewOf(...args);

export const calibrate: typeof Calibrate = async (...args) =>
  (await import('./calibrate/calibrate.ts')).calibrate(...args);

export const runSweep: typeof RunSweep = async (...args) => (await import('./sweep/run-sweep.ts')).runSweep(...args);

export const saturate: typeof Saturate = async (...args) => (await import('./saturate/saturate.ts')).saturate(...args);
