import { parseArgs } from 'node:util';
import { compareParsers } from '../tests/compare-parsers.ts';

/**
 * Puts generated HTTP responses to our parser and to the one that undici runs: `node packages/clients/bench/fuzz.ts
 * --cases 1000000 [--seed 1]`. Ends with 1 at the first difference, and says how to see it again.
 */
const { values } = parseArgs({
  options: { cases: { type: 'string', default: '100000' }, seed: { type: 'string', default: '1' } },
});

const started = performance.now();
const { difference, ...counts } = compareParsers(Number(values.cases), Number(values.seed));
console.log(`${JSON.stringify(counts)} in ${((performance.now() - started) / 1000).toFixed(1)} s`);
console.log(difference ?? 'no difference');
process.exitCode = difference === undefined ? 0 : 1;
