import { systemClock } from '@sagellm/bench-clock';
import { afterEach, expect, it } from 'vitest';
import { type Alarm, startAlarm } from '../src/threads/alarm.ts';

let alarm: Alarm;
afterEach(() => alarm.close());

it('an alarm never rings early, and mostly on time to a fraction of a millisecond', async () => {
  alarm = await startAlarm(systemClock);
  const late: number[] = [];
  for (let i = 0; i < 300; i++) {
    const at = systemClock.now() + (i % 7) * 0.7;
    await new Promise<void>((resolve) => {
      alarm.callAt(at, () => {
        late.push(systemClock.now() - at);
        resolve();
      });
    });
  }
  late.sort((a, b) => a - b);
  expect(late[0]).toBeGreaterThanOrEqual(0);
  // Typically 0.01 ms; a timer of the event loop has 0.5.
  expect(late[150]).toBeLessThan(0.4);
});

it('an alarm that is taken back does not ring, and the next one does', async () => {
  alarm = await startAlarm(systemClock);
  let rung = 0;
  const takeBack = alarm.callAt(systemClock.now() + 20, () => rung++);
  takeBack();
  await new Promise<void>((resolve) => {
    alarm.callAt(systemClock.now() + 40, resolve);
  });
  expect(rung).toBe(0);
});

it('an alarm that is put forward rings at the new moment', async () => {
  alarm = await startAlarm(systemClock);
  const start = systemClock.now();
  const takeBack = alarm.callAt(start + 10_000, () => {});
  takeBack();
  await new Promise<void>((resolve) => {
    alarm.callAt(start + 5, resolve);
  });
  expect(systemClock.now() - start).toBeLessThan(5000);
});

it('an alarm never rings while it is being set, however near the moment is', async () => {
  alarm = await startAlarm(systemClock);
  let isSetting = false;
  let atOnce = 0;
  for (let i = 0; i < 2000; i++) {
    await new Promise<void>((resolve) => {
      isSetting = true;
      // Just beyond the lead, so that the alarm thread carries the order out while it is given.
      alarm.callAt(systemClock.now() + 0.121 + (i % 10) * 0.001, () => {
        if (isSetting) atOnce++;
        resolve();
      });
      isSetting = false;
    });
  }
  expect(atOnce).toBe(0);
});
