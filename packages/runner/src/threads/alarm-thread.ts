import { workerData } from 'node:worker_threads';
import { monotonicMs } from '@sagellm/bench-clock';
import { alarmMemory } from './alarm-memory.ts';

/** Sleeps until the moment of the order that stands, says so, and sleeps until there is another. */
const memory = workerData as SharedArrayBuffer;
const wakeAt = new Float64Array(memory, 0, 1);
const words = new Int32Array(memory);
const { ordered, fired } = alarmMemory;

for (let order = Atomics.load(words, ordered); order !== -1; order = Atomics.load(words, ordered)) {
  const left = order === 0 ? Number.POSITIVE_INFINITY : wakeAt[0]! - monotonicMs();
  if (left > 0) {
    Atomics.wait(words, ordered, order, left);
    continue;
  }
  Atomics.store(words, fired, order);
  Atomics.notify(words, fired);
  Atomics.wait(words, ordered, order);
}
