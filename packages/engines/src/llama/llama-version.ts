import type { Llama } from 'node-llama-cpp';
import { importNodeLlamaCpp, startLlama } from './load-llama.ts';

/** Which llama.cpp runs here. Loads the native module, so a fault says why it cannot. */
export async function llamaVersion(): Promise<string> {
  const module = await importNodeLlamaCpp();
  const llama = await startLlama(module, { threads: 1, verbose: false, logger: () => {} });
  try {
    return await versionOf(module, llama);
  } finally {
    await llama.dispose();
  }
}

export async function versionOf(module: typeof import('node-llama-cpp'), llama: Llama): Promise<string> {
  return `${llama.llamaCppRelease.release} (node-llama-cpp ${await module.getModuleVersion()})`;
}
