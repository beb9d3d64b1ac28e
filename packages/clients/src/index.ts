export { type EnvironmentProxy, environmentProxy } from './access/environment-proxy.ts';
export { type ServerAccess, tlsOptionsOf } from './access/server-access.ts';
export { type TryOptions, tryTransport } from './access/try-transport.ts';
export { chooseModel } from './discovery/choose-model.ts';
export { fetchText } from './discovery/fetch-text.ts';
export { type ProbeOptions, probeServer, type ServerFacts } from './discovery/probe-server.ts';
export { type RecognisedServer, type RecogniseOptions, recogniseServer } from './discovery/recognise-server.ts';
export { chooseSagellmRoute, type SagellmRoute, type SagellmRouteOptions } from './discovery/sagellm-route.ts';
export { createNativeClient, type NativeClientOptions } from './native/native-client.ts';
export {
  createEngineObserver,
  type EngineObserver,
  type EngineObserverOptions,
  type ObservedFacts,
} from './observation/engine-observer.ts';
export {
  embeddedMetricNames,
  llamaServerMetricNames,
  lmdeployMetricNames,
  type MetricNames,
  sglangMetricNames,
  vllmMetricNames,
} from './observation/metric-names.ts';
export { createNativeObserver } from './observation/native-observer.ts';
export {
  type PrometheusFamily,
  type PrometheusHistogram,
  type PrometheusSample,
  type PrometheusText,
  parsePrometheus,
} from './observation/parse-prometheus.ts';
export { createSagellmExtras, type ExtraFacts } from './observation/sagellm-extras.ts';
export type { Timeouts } from './openai/deadline.ts';
export { createOpenAIClient, type OpenAIClientOptions } from './openai/openai-client.ts';
export type { Discovery, EngineProfile, ReplyPath, StreamQuirks } from './profiles/engine-profile.ts';
export { type EngineProfileName, engineProfiles } from './profiles/engine-profiles.ts';
export { parseRecording, readRecording } from './replay/read-recording.ts';
export type { RecordedEnd, Recording } from './replay/recording.ts';
export { createReplayServer, type ReplayServer, type ReplayServerOptions } from './replay/replay-server.ts';
export { REPLAY_PACES, type ReplayPace } from './replay/write-reply.ts';
export { createLeanTransport, type LeanTransportOptions } from './transport/lean/lean-transport.ts';
export { serialiseRequest } from './transport/lean/serialise-request.ts';
export { createOpenAISdkTransport, type OpenAISdkTransportOptions } from './transport/openai-sdk-transport.ts';
export { createUndiciTransport, type UndiciTransportOptions } from './transport/undici-transport.ts';
