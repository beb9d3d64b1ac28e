/**
 * The engine's own process: an engine and the server around it, for as long as the parent lives. It is not in the
 * terminal's process group, so Ctrl-C reaches the parent alone, and it ends when the IPC channel closes, however the
 * parent ended. Started by `startEngineProcess`.
 */
import type { ChildMessage, ParentMessage } from './messages.ts';

/** Time to finish what is being computed, then the process ends the hard way. */
const STOP_WITHIN_MS = 2000;

if (!process.send) throw new Error('this module is the engine process; startEngineProcess starts it');

let stop: (() => Promise<void>) | undefined;
let leaving = false;

process.on('disconnect', endNow);
process.on('SIGTERM', leave);
process.on('SIGINT', leave);
process.on('message', (message: ParentMessage) => {
  if (message.type === 'stop') leave();
  else void start(message);
});
// The parent may have ended while this module was being loaded; the event is over then.
if (!process.connected) endNow();

async function start({ engine: config, host, port }: Extract<ParentMessage, { type: 'start' }>): Promise<void> {
  // Loaded here, not above: the listeners must stand before anything takes time.
  const { failureMessage } = await import('./failure-message.ts');
  try {
    const { openEngine, parseEngineConfig } = await import('./engine-config.ts');
    const { createEngineServer } = await import('../server/engine-server.ts');
    const parsed = parseEngineConfig(config);
    const engine = await openEngine(parsed);
    const exposeTruth = parsed.kind === 'simulated' && parsed.expose_truth === true;
    const server = await createEngineServer(engine, { host, port, exposeTruth });
    stop = async () => {
      await server.close();
      await engine.close();
    };
    tell({ type: 'ready', url: server.url, facts: engine.facts });
  } catch (error) {
    tell(failureMessage(error), () => process.exit(1));
  }
}

function tell(message: ChildMessage, then?: () => void): void {
  // A failed write means that the parent is gone, which 'disconnect' tells as well.
  process.send?.(message, undefined, undefined, () => then?.());
}

function leave(): void {
  if (leaving) return;
  leaving = true;
  // While the engine is being loaded there is nothing to close properly.
  if (!stop) {
    endNow();
    return;
  }
  setTimeout(endNow, STOP_WITHIN_MS);
  stop().then(() => process.exit(0), endNow);
}

/** A native thread may be in the middle of its work: an ordinary exit would run into it, this cannot. */
function endNow(): void {
  try {
    if (process.platform !== 'win32') process.kill(-process.pid, 'SIGKILL');
  } catch {
    // Not the leader of a group of its own.
  }
  process.kill(process.pid, 'SIGKILL');
}
