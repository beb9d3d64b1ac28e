import type { Sampling } from '@sagellm/bench-protocol';
import type { MetricNames } from '../observation/metric-names.ts';

/** What one kind of server understands, as data. The OpenAI routes are the common ground; this is the rest. */
export type EngineProfile = {
  readonly name: string;
  /** Sent with every stream, so that the server counts tokens for us. */
  readonly streamOptions: Readonly<Record<string, boolean>>;
  /** Keys that force exactly so many output tokens; absent where the server has no such keys. */
  readonly exactOutput: ((maxTokens: number) => Readonly<Record<string, unknown>>) | undefined;
  readonly samplingKeys: readonly (keyof Sampling)[];
  /** Routes beside `/v1` that say who answers. */
  readonly discovery: { readonly version?: string; readonly info?: string };
  /** Where the engine's own counters are. */
  readonly metricsPath: string | undefined;
  readonly metricNames: MetricNames | undefined;
};
