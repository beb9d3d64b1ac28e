import { importNodeLlamaCpp, startLlama } from './load-llama.ts';
import { versionOf } from './version-of.ts';

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
