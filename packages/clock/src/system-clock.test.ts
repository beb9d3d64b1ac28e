import { describe, expect, it } from 'vitest';
import { systemClock } from './system-clock.ts';

describe('systemClock', () => {
  it('never wakes early', async () => {
    for (let i = 0; i < 20; i++) {
      const at = systemClock.now() + 2.3;
      await systemClock.sleepUntil(at);
      expect(systemClock.now()).toBeGreaterThanOrEqual(at);
    }
  });

  it('does not overflow on a wait of more than 24 days', () => {
    let fired = false;
    const cancel = systemClock.schedule(systemClock.now() + 2 ** 33, () => {
      fired = true;
    });
    cancel();
    expect(fired).toBe(false);
  });
});
