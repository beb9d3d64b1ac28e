import { PassThrough } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { outputTail } from './output-tail.ts';

describe('outputTail', () => {
  it('remembers the end of what was written, and no more than its limit', async () => {
    const stream = new PassThrough();
    const tail = outputTail(stream);
    expect(tail()).toBe('');
    stream.write('first line\n');
    stream.write(`${'x'.repeat(4000)}last\n`);
    await setImmediate();
    expect(tail()).toHaveLength(3999);
    expect(tail().endsWith('xlast')).toBe(true);
  });
});
