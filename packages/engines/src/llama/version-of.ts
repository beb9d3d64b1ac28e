import type { Llama } from 'node-llama-cpp';

/** Apart from `llamaVersion`, whose types must be readable where node-llama-cpp is not installed. */
export async function versionOf(module: typeof import('node-llama-cpp'), llama: Llama): Promise<string> {
  return `${llama.llamaCppRelease.release} (node-llama-cpp ${await module.getModuleVersion()})`;
}
