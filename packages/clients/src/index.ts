export { chooseModel } from './discovery/choose-model.ts';
export { fetchText } from './discovery/fetch-text.ts';
export { type ProbeOptions, probeServer, type ServerFacts } from './discovery/probe-server.ts';
export { createNativeClient, type NativeClientOptions } from './native/native-client.ts';
export {
  createEngineObserver,
  type EngineObserver,
  type EngineObserverOptions,
  type ObservedFacts,
} from './observation/engine-observer.ts';
export { embeddedMetricNames, type MetricNames, vllmMetricNames } from './observation/metric-names.ts';
export { createNativeObserver } from './observation/native-observer.ts';
export {
  type PrometheusFamily,
  type PrometheusHistogram,
  type PrometheusSample,
  type PrometheusText,
  parsePrometheus,
} from './observation/parse-prometheus.ts';
export type { Timeouts } from './openai/deadline.ts';
export { createOpenAIClient, type OpenAIClientOptions } from './openai/openai-client.ts';
export type { EngineProfile } from './profiles/engine-profile.ts';
export { engineProfiles } from './profiles/engine-profiles.ts';
export { createUndiciTransport, type UndiciTransportOptions } from './transport/undici-transport.ts';
