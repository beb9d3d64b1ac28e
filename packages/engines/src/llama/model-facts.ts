import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { EngineFacts } from '@sagellm/bench-protocol';
import type { LlamaContext, LlamaModel } from 'node-llama-cpp';
import type { LlamaEngineSettings } from './engine-options.ts';
import { type AttentionShape, kvBytesPerToken } from './kv-bytes.ts';
import type { LoadedLlama } from './load-llama.ts';
import { versionOf } from './version-of.ts';

export async function modelFacts(
  loaded: LoadedLlama,
  context: LlamaContext,
  settings: LlamaEngineSettings,
): Promise<EngineFacts> {
  const { model, llama, module } = loaded;
  const kvBytes = modelKvBytes(model);
  return {
    name: 'llama.cpp',
    version: await versionOf(module, llama),
    model: settings.modelName ?? model.fileInfo.metadata.general?.name ?? basename(settings.modelPath, '.gguf'),
    model_sha256: await fileSha256(settings.modelPath),
    simulated: false,
    max_model_len: context.contextSize,
    slots: context.totalSequences,
    prefix_cache: settings.prefixCache ? 'on' : 'off',
    speculation: 'off',
    ...(kvBytes === undefined ? {} : { kv_bytes_per_token: kvBytes }),
  };
}

export function modelKvBytes(model: LlamaModel): number | undefined {
  return kvBytesPerToken(model.fileInfo.architectureMetadata as AttentionShape);
}

async function fileSha256(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
