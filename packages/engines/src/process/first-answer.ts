import type { ChildProcess } from 'node:child_process';
import { faultError } from '@sagellm/bench-protocol';
import type { ChildMessage } from './messages.ts';

export type ProcessExit = { code: number | null; signal: NodeJS.Signals | null };

/** Waits until the engine's process says that it is ready or why not; a process that ends or takes too long is a fault. */
export async function firstAnswer(
  child: ChildProcess,
  options: {
    exited: Promise<ProcessExit>;
    complaints: () => string;
    startTimeoutMs: number;
    signal: AbortSignal | undefined;
  },
): Promise<ChildMessage> {
  const { exited, complaints, startTimeoutMs, signal } = options;
  let timer: NodeJS.Timeout | undefined;
  let giveUp: (() => void) | undefined;
  try {
    return await new Promise<ChildMessage>((resolve, reject) => {
      child.once('message', (message) => resolve(message as ChildMessage));
      child.once('error', (cause) => reject(faultError("the engine's process cannot be started", undefined, cause)));
      // A last message may still lie in the channel when the process is over; it comes before the channel's end.
      void Promise.all([exited, channelEnd(child)]).then(([{ code, signal }]) => {
        const how = signal ? `by ${signal}` : `with code ${code}`;
        reject(faultError(`the engine's process ended ${how} before it was ready${said(complaints())}`));
      });
      timer = setTimeout(() => {
        reject(faultError(`the engine's process was not ready after ${startTimeoutMs / 1000} s${said(complaints())}`));
      }, startTimeoutMs);
      giveUp = () => reject(signal?.reason);
      signal?.addEventListener('abort', giveUp, { once: true });
    });
  } finally {
    clearTimeout(timer);
    if (giveUp) signal?.removeEventListener('abort', giveUp);
  }
}

function channelEnd(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.connected) child.once('disconnect', () => resolve());
    else resolve();
  });
}

function said(complaints: string): string {
  return complaints ? `; it said: ${complaints}` : '';
}
