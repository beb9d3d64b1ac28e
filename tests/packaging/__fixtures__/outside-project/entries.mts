// Every way in that the packages promise. Removing a line of an `exports` breaks the types or the run of this file.
const entries = {
  '@sagellm/bench-clients': () => import('@sagellm/bench-clients'),
  '@sagellm/bench-clock': () => import('@sagellm/bench-clock'),
  '@sagellm/bench-composition': () => import('@sagellm/bench-composition'),
  '@sagellm/bench-contract': () => import('@sagellm/bench-contract'),
  '@sagellm/bench-datasets': () => import('@sagellm/bench-datasets'),
  '@sagellm/bench-engines': () => import('@sagellm/bench-engines'),
  '@sagellm/bench-engines/process': () => import('@sagellm/bench-engines/process'),
  '@sagellm/bench-latency-model': () => import('@sagellm/bench-latency-model'),
  '@sagellm/bench-metrics': () => import('@sagellm/bench-metrics'),
  '@sagellm/bench-protocol': () => import('@sagellm/bench-protocol'),
  '@sagellm/bench-protocol/v0-1': () => import('@sagellm/bench-protocol/v0-1'),
  '@sagellm/bench-random': () => import('@sagellm/bench-random'),
  '@sagellm/bench-reporters': () => import('@sagellm/bench-reporters'),
  '@sagellm/bench-runner': () => import('@sagellm/bench-runner'),
};

for (const [name, load] of Object.entries(entries)) {
  // The engine process refuses to be loaded by anything but its parent.
  const loaded = await load().catch((error: Error) => ({ refused: error.message }));
  console.log(JSON.stringify({ name, exports: Object.keys(loaded).length, ...('refused' in loaded ? loaded : {}) }));
}
