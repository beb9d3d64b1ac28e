export { backendNames, backendSummaries } from './backends/registry.ts';
export type { CalibrateOptions } from './calibrate/calibrate.ts';
export { findApiKey } from './configuration/api-key.ts';
export { cacheFolder } from './configuration/cache-folder.ts';
export { type LoadedPlan, loadPlan } from './configuration/load-plan.ts';
export { findPlanKey, type PlanKey, planKeys } from './configuration/plan-keys.ts';
export type { Check } from './doctor/checks.ts';
export {
  calibrate,
  holdAgainstContract,
  loadContract,
  loadReport,
  loadReportFile,
  previewOf,
  recomputeReport,
  replayRecording,
  runBenchmark,
  runChecks,
  runSweep,
  saturate,
  serveEngine,
} from './entry-points.ts';
export type { RunOptions, RunResult } from './run/run-benchmark.ts';
export type { EndedRequest, RunEvent } from './run/run-event.ts';
export { writeWhole } from './run/write-file.ts';
export type { SaturateOptions, SaturateResult } from './saturate/saturate.ts';
export { NOT_OF_A_SEARCH, SATURATION_DEFAULTS, type SaturationSettings } from './saturate/saturation-settings.ts';
export type { RunningServer, ServeOptions } from './serve/serve-engine.ts';
export type { SweepOptions, SweepResult } from './sweep/run-sweep.ts';
export { parseSweepAxis, type SweepAxis } from './sweep/sweep-points.ts';
