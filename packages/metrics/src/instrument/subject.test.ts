import { expect, test } from 'vitest';
import { completed, manifest, TokenFile } from '../../__fixtures__/make-record.ts';
import { judgedWorkloads } from '../report/judged-workload.ts';
import { subjectOf } from './subject.ts';

test.each([
  { cores: 2, threads: 1, says: '' },
  { cores: 3, threads: 1, says: '--workers 2, ' },
  { cores: 3, threads: 2, says: '' },
  { cores: 8, threads: 2, says: '--workers 3, ' },
  { cores: 8, threads: 0, says: '' },
])('with $cores cores and $threads threads that send, one more is the remedy: "$says"', ({ cores, threads, says }) => {
  const health = {
    workload: 'W',
    threads: Array.from({ length: threads }, (_, i) => ({ thread: `load ${i + 1}`, seconds: 1 })),
  };
  const plain = manifest();
  const run = { ...plain, host: { ...plain.host, cores }, ...(threads > 0 ? { health: [health] } : {}) };
  const tokenTimes = new TokenFile().array;
  const [judged] = judgedWorkloads({ manifest: run, records: [completed({ index: 0 })], tokenTimes, slo: [] });
  expect(subjectOf(judged!, { manifest: run, tokenTimes }).oneMoreWorker).toBe(says);
});
