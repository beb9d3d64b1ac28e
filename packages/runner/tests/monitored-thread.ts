import { parentPort } from 'node:worker_threads';
import { createThreadMonitor } from '../src/index.ts';

/** Does nothing for a third of a second, and says what its monitor saw. */
const monitor = createThreadMonitor('quiet');
monitor.start();
setTimeout(() => parentPort!.postMessage(monitor.stop()), 330);
