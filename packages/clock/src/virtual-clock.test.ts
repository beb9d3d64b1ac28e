import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VirtualClock } from './virtual-clock.ts';

describe('VirtualClock', () => {
  it('lets an hour pass without waiting', async () => {
    const clock = new VirtualClock();
    const before = performance.now();
    await clock.run(() => clock.sleepUntil(3_600_000));
    expect(clock.now()).toBe(3_600_000);
    expect(performance.now() - before).toBeLessThan(1_000);
  });

  it('fires events in time order, and those of one moment in the order they were scheduled', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 60 }), async (moments) => {
        const clock = new VirtualClock();
        const fired: { at: number; index: number }[] = [];
        await clock.run(async () => {
          moments.forEach((at, index) => {
            clock.schedule(at, () => fired.push({ at, index }));
          });
          await clock.sleepUntil(21);
        });
        const expected = moments.map((at, index) => ({ at, index })).sort((a, b) => a.at - b.at || a.index - b.index);
        expect(fired).toEqual(expected);
      }),
      { numRuns: 50 },
    );
  });

  it('never runs backwards: what is scheduled for the past fires now', async () => {
    const clock = new VirtualClock();
    await clock.run(async () => {
      await clock.sleepUntil(100);
      await clock.sleepUntil(40);
      expect(clock.now()).toBe(100);
    });
  });

  it('does not fire what was taken back', async () => {
    const clock = new VirtualClock();
    let fired = false;
    await clock.run(async () => {
      const cancel = clock.schedule(5, () => {
        fired = true;
      });
      cancel();
      await clock.sleepUntil(10);
    });
    expect(fired).toBe(false);
  });

  it('rejects a sleep whose signal is aborted, with the reason', async () => {
    const clock = new VirtualClock();
    const controller = new AbortController();
    const slept = clock.run(async () => {
      clock.schedule(3, () => controller.abort(new Error('enough')));
      await clock.sleepUntil(10, controller.signal);
    });
    await expect(slept).rejects.toThrow('enough');
    expect(clock.now()).toBe(3);
  });

  it('hands on the error of the work', async () => {
    await expect(new VirtualClock().run(async () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  });
});
