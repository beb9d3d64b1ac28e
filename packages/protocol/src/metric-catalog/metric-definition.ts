/** One row of the catalog: what a key means, exactly. `docs/metrics.md` and `bench explain` are made from it. */
export type MetricDefinition = {
  key: string;
  label: string;
  name: string;
  unit: 'ms' | 's' | 'requests/s' | 'tokens/s' | 'tokens' | 'bytes' | 'MB' | 'requests' | 'evictions' | 'share 0..1';
  shape: 'distribution' | 'number';
  better: 'lower' | 'higher' | 'neither';
  formula: string;
  /** Edge cases, and what it is easily confused with. */
  remarks: string;
  /** Who knows it: the client's own clock, the server's counts, the engine, or the run's bookkeeping. */
  source: 'client' | 'server counts' | 'engine' | 'run';
};
