import { faultError } from '@sagellm/bench-protocol';

/** Of what is free: the rest is for llama.cpp's working buffers, the load generator and everybody else. */
const LARGEST_SHARE = 0.75;

/**
 * Refuses a KV cache that memory does not hold, before it is allocated. llama.cpp takes what it is asked for, and the
 * system then ends some process to make room, not always this one.
 */
export function checkContextMemory(
  wanted: { slots: number; contextSize: number; kvBytesPerToken: number | undefined },
  availableBytes: number,
): void {
  // Where the size of a token is not known, there is nothing to compare.
  if (wanted.kvBytesPerToken === undefined) return;
  const needed = wanted.slots * wanted.contextSize * wanted.kvBytesPerToken;
  if (needed <= availableBytes * LARGEST_SHARE) return;
  throw faultError(
    `a context of ${wanted.contextSize} tokens for each of ${wanted.slots} slots needs ${megabytes(needed)} MB of KV cache, ` +
      `but ${megabytes(availableBytes)} MB of memory are free, and three quarters of that may be taken`,
    'ask for fewer slots or a shorter context',
  );
}

function megabytes(bytes: number): number {
  return Math.ceil(bytes / 2 ** 20);
}
