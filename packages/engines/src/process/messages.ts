import type { EngineFacts, ExitCode } from '@sagellm/bench-protocol';
import type { EngineConfigInput } from './engine-config.ts';

export type ParentMessage = { type: 'start'; engine: EngineConfigInput; host: string; port: number } | { type: 'stop' };

export type ChildMessage =
  | { type: 'ready'; url: string; facts: EngineFacts }
  | { type: 'failed'; message: string; remedy?: string; exitCode: ExitCode };
