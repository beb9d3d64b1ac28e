import os from 'node:os';
import type { HostFacts } from '@sagellm/bench-protocol';

/** What Node knows of this machine; no command is run for it. */
export function hostFacts(): HostFacts {
  return {
    os: `${os.type()} ${os.machine()}`,
    kernel: os.release(),
    arch: process.arch,
    cpu: os.cpus()[0]?.model.trim() || 'unknown',
    cores: os.availableParallelism(),
    memory_mb: Math.round(os.totalmem() / 2 ** 20),
    node: process.version,
  };
}
