import { faultError } from '@sagellm/bench-protocol';
import { importNodeLlamaCpp } from './load-llama.ts';

/**
 * Fetches the GGUF file of an `hf:` URI into `folder`, unless it is there, and returns its path. The one place in this
 * package that reaches the network; call it only when the user asked for exactly this.
 */
export async function downloadModel(
  uri: string,
  folder: string,
  options: { signal?: AbortSignal } = {},
): Promise<string> {
  const { resolveModelFile } = await importNodeLlamaCpp();
  try {
    return await resolveModelFile(uri, { directory: folder, download: 'auto', cli: false, ...options });
  } catch (cause) {
    options.signal?.throwIfAborted();
    const why = cause instanceof Error ? cause.message : String(cause);
    throw faultError(
      `${uri}: cannot be downloaded: ${why}`,
      'check the name and the network, or pass a local GGUF file',
      cause,
    );
  }
}
