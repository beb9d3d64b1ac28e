import { systemClock } from '../../packages/clock/src/index.ts';
import { createEngineServer, createSimulatedEngine } from '../../packages/engines/src/index.ts';
import { constantProfile } from '../../packages/latency-model/src/index.ts';

/** Streams tokens at known moments and remembers when it wrote each: `TTFT ITL`. Says its port. */
const [ttftMs, itlMs] = process.argv.slice(2).map(Number);
const engine = createSimulatedEngine({
  profile: constantProfile({ ttftMs: ttftMs!, itlMs: itlMs! }),
  clock: systemClock,
  seed: 1,
  slots: 4096,
});
const server = await createEngineServer(engine, { port: 0, exposeTruth: true });
process.send!(Number(new URL(server.url).port));
process.on('disconnect', () => process.exit());
