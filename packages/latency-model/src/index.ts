export { decodeStepMs, embeddingBatchMs, modelSwitchMs, prefillMs } from './formulas.ts';
export { constantProfile, type LatencyProfile } from './latency-profile.ts';
export { type ParsedLatencyProfile, parseLatencyProfile } from './parse-latency-profile.ts';
export { latencyProfileNames, latencyProfiles, referenceProfile } from './profiles.ts';
