import { expect, test } from 'vitest';
import { ExitCode } from './benchmark-error.ts';
import { mostSeriousExitCode, verdictExitCode } from './exit-precedence.ts';

const order = [130, 143, 2, 1, 4, 3, 0] as const;

test.each(order.flatMap((above, i) => order.slice(i + 1).map((below) => [above, below] as const)))(
  '%i stands over %i, whichever came first',
  (above, below) => {
    expect(mostSeriousExitCode([below, above])).toBe(above);
    expect(mostSeriousExitCode([above, below, undefined])).toBe(above);
  },
);

test('knows every exit code', () => {
  expect([...order].sort((a, b) => a - b)).toEqual(Object.values(ExitCode).sort((a, b) => a - b));
});

test('nothing to say is 0', () => {
  expect(mostSeriousExitCode([])).toBe(0);
  expect(mostSeriousExitCode([undefined])).toBe(0);
});

test.each([
  [undefined, false, 0],
  [{ state: 'VALID' }, false, 0],
  [{ state: 'DEGRADED' }, false, 0],
  [{ state: 'INVALID' }, false, 4],
  [{ state: 'INVALID' }, true, 0],
  [{ state: 'INVALID', accepted: true }, false, 0],
] as const)('a verdict of %j, accepted now: %s, is %i', (verdict, acceptInvalid, code) => {
  expect(verdictExitCode(verdict, { acceptInvalid })).toBe(code);
});
