/**
 * A program that starts an engine process and then ends in the way its first argument names. It writes one JSON line once
 * the engine is ready. Run by engine-process.test.ts.
 */
import { startEngineProcess } from '@sagellm/bench-engines';

const [way, config] = process.argv.slice(2) as [string, string];
if (way === 'ignore-interrupt') process.on('SIGINT', () => process.stdout.write('interrupted\n'));

const engine = await startEngineProcess(JSON.parse(config));
process.stdout.write(`${JSON.stringify({ pid: engine.pid, url: engine.url })}\n`);

switch (way) {
  case 'return':
    break;
  case 'exit':
    process.exit(7);
    break;
  case 'throw':
    throw new Error('the program has a fault');
  default:
    setInterval(() => {}, 60_000);
}
