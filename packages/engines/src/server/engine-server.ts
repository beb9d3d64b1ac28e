import type { Engine } from '@sagellm/bench-protocol';

export type EngineServerOptions = {
  /** Loopback unless given. */
  host?: string;
  /** 0 takes any free port. */
  port: number;
  apiKey?: string;
  /** The engine's model unless given. */
  servedModelName?: string;
  /** Serve and clear the truth of a simulated engine at `/bench/truth`; on loopback only. */
  exposeTruth?: boolean;
  /** Told when a reply is over. */
  onRequest?: (request: ServedSummary) => void;
};

export type ServedSummary = {
  method: string;
  path: string;
  status: number;
  request_id: string;
  duration_ms: number;
  /** False where the client left or the reply was cut. */
  complete: boolean;
};

export type EngineServer = { url: string; port: number; close(): Promise<void> };

export async function createEngineServer(engine: Engine, options: EngineServerOptions): Promise<EngineServer> {
  throw new Error(`not yet: ${engine.facts.name} ${options.port}`);
}
