import { systemClock } from '@sagellm/bench-clock';
import {
  createEngineServer,
  createSimulatedEngine,
  type FaultPlan,
  parseFaults,
  startLlamaEngine,
} from '@sagellm/bench-engines';
import { type Engine, usageError } from '@sagellm/bench-protocol';
import { findCpuModel } from '../backends/cpu-model.ts';
import { findLatencyProfile } from '../backends/latency-profile.ts';

export type ServeOptions = {
  backend: string;
  host: string;
  port: number;
  model?: string;
  allowDownload: boolean;
  slots: number;
  context: number;
  threads: number;
  prefixCache: boolean;
  seed: number;
  /** Fault clauses of a simulated engine, e.g. `truncated:every=2`. */
  faults: readonly string[];
  apiKey?: string;
  notice: (text: string) => void;
};

export type RunningServer = { url: string; facts: Engine['facts']; close(): Promise<void> };

/** The embedded engine as an OpenAI-compatible server, in this process, until it is closed. */
export async function serveEngine(options: ServeOptions): Promise<RunningServer> {
  const engine = await openEngine(options);
  try {
    const server = await createEngineServer(engine, {
      host: options.host,
      port: options.port,
      ...(options.apiKey ? { apiKey: options.apiKey } : {}),
    });
    return {
      url: server.url,
      facts: engine.facts,
      close: async () => {
        await server.close();
        await engine.close();
      },
    };
  } catch (error) {
    await engine.close();
    throw error;
  }
}

async function openEngine(options: ServeOptions): Promise<Engine> {
  const [name, variant] = options.backend.split(/:(.*)/s);
  if (name === 'simulated') {
    const faults: FaultPlan = parseFaults(options.faults);
    return createSimulatedEngine({
      profile: findLatencyProfile(variant ?? 'default'),
      clock: systemClock,
      seed: options.seed,
      slots: options.slots,
      faults,
      ...(options.model ? { model: options.model } : {}),
    });
  }
  if (options.backend !== 'cpu') {
    throw usageError(`--backend ${options.backend}: serve starts cpu or simulated[:profile]`);
  }
  if (options.faults.length)
    throw usageError('--fault goes with --backend simulated', 'a real engine has no faults on demand');
  const model = await findCpuModel({ model: options.model, allow_download: options.allowDownload }, options.notice);
  return startLlamaEngine({
    modelPath: model.modelPath,
    slots: options.slots,
    contextSize: options.context,
    threads: options.threads,
    prefixCache: options.prefixCache,
  });
}
