export { createEngineServer, type EngineServer, type EngineServerOptions } from './server/engine-server.ts';
export { FaultPlan, type FaultPlanInput, FaultRule, WireFault } from './simulated/fault-plan.ts';
export { parseFaults } from './simulated/parse-faults.ts';
export { SimulatedConfig, simulatedEngineOf } from './simulated/simulated-config.ts';
export {
  createSimulatedEngine,
  type SimulatedEngine,
  type SimulatedEngineOptions,
} from './simulated/simulated-engine.ts';
export { simulatedWords } from './simulated/simulated-words.ts';
export type { RequestTruth, TruthSnapshot } from './simulated/truth-log.ts';
