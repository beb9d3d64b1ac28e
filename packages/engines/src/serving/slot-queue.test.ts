import { describe, expect, it } from 'vitest';
import { SlotQueue } from './slot-queue.ts';

describe('SlotQueue', () => {
  it('admits in the order of arrival', async () => {
    const queue = new SlotQueue({ slots: 1, maxWaiting: 10 });
    await queue.acquire();
    const order: number[] = [];
    const waiting = [1, 2, 3].map((number) => queue.acquire().then(() => order.push(number)));
    for (let i = 0; i < 3; i++) {
      queue.release();
      await waiting[i];
    }
    expect(order).toEqual([1, 2, 3]);
    expect([queue.running, queue.waiting]).toEqual([1, 0]);
    queue.release();
    expect(queue.running).toBe(0);
  });

  it('gives a freed slot to the queue, not to one who comes in the same turn', async () => {
    const queue = new SlotQueue({ slots: 1, maxWaiting: 10 });
    await queue.acquire();
    const order: string[] = [];
    const first = queue.acquire().then(() => order.push('waited'));
    queue.release();
    const second = queue.acquire().then(() => order.push('came later'));
    await first;
    expect(queue.waiting).toBe(1);
    queue.release();
    await second;
    expect(order).toEqual(['waited', 'came later']);
  });

  it('passes over those who left', async () => {
    const queue = new SlotQueue({ slots: 1, maxWaiting: 10 });
    await queue.acquire();
    const controller = new AbortController();
    const leaving = queue.acquire(controller.signal);
    const staying = queue.acquire();
    controller.abort(new Error('left'));
    await expect(leaving).rejects.toThrow('left');
    expect(queue.waiting).toBe(1);
    queue.release();
    await staying;
    expect([queue.running, queue.waiting]).toEqual([1, 0]);
  });

  it('refuses at the limit of the queue and takes one again after someone left', async () => {
    const queue = new SlotQueue({ slots: 1, maxWaiting: 1 });
    await queue.acquire();
    const controller = new AbortController();
    const leaving = queue.acquire(controller.signal);
    await expect(queue.acquire()).rejects.toMatchObject({ status: 503, code: 'queue_full' });
    controller.abort(new Error('left'));
    await expect(leaving).rejects.toThrow('left');
    const next = queue.acquire();
    queue.release();
    await next;
  });

  it('keeps its order over thousands, most of whom leave', async () => {
    const queue = new SlotQueue({ slots: 1, maxWaiting: 10_000 });
    await queue.acquire();
    const order: number[] = [];
    const controller = new AbortController();
    const all = Array.from({ length: 5000 }, (_, number) =>
      queue.acquire(number % 3 === 0 ? undefined : controller.signal).then(
        () => order.push(number),
        () => undefined,
      ),
    );
    controller.abort(new Error('left'));
    for (let i = 0; i < 5000; i++) {
      queue.release();
      await Promise.resolve();
    }
    await Promise.all(all);
    expect(order).toEqual(Array.from({ length: 1667 }, (_, i) => 3 * i));
  });
});
