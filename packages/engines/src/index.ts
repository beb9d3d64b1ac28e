export { FaultPlan, type FaultPlanInput, FaultRule, WireFault } from './faults/fault-plan.ts';
export { parseFaults } from './faults/parse-faults.ts';
export { downloadModel } from './llama/download-model.ts';
export { LlamaEngineOptions } from './llama/engine-options.ts';
export { type LlamaTokenizer, llamaTokenizer } from './llama/llama-tokenizer.ts';
export { llamaVersion } from './llama/llama-version.ts';
export { startLlamaEngine } from './llama/start-llama-engine.ts';
export { EngineConfig, type EngineConfigInput } from './process/engine-config.ts';
export type { ProcessExit } from './process/first-answer.ts';
export {
  type EngineProcess,
  type EngineProcessOptions,
  startEngineProcess,
} from './process/start-engine-process.ts';
export {
  createEngineServer,
  type EngineServer,
  type EngineServerOptions,
  type ServedSummary,
} from './server/engine-server.ts';
export { SimulatedConfig, simulatedEngineOf } from './simulated/simulated-config.ts';
export {
  createSimulatedEngine,
  type SimulatedEngine,
  type SimulatedEngineOptions,
} from './simulated/simulated-engine.ts';
export { simulatedWords } from './simulated/simulated-words.ts';
export { ensureTinyModel, type TinyModelFiles } from './tiny-model/ensure-tiny-model.ts';
export type { RequestTruth, TruthSnapshot } from './truth/truth-log.ts';
