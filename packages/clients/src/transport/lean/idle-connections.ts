import type { LeanConnection } from './lean-connection.ts';

type Generation = { idle: LeanConnection[]; waiting: LeanConnection[] };

/**
 * Connections without a request; the last one used is the first to be used again.
 *
 * A server that closes behind its answer without saying so can only be noticed when the socket is read once more. So a
 * connection rests behind each answer until the event loop has polled all sockets once; a request that must have it
 * before is written then, and goes elsewhere if the connection turned out to be closed. undici waits in the same way.
 */
export class IdleConnections {
  readonly #ready: LeanConnection[] = [];
  /** Released since the last turn, and in the turn before. */
  #fresh: Generation = { idle: [], waiting: [] };
  #settling: Generation = { idle: [], waiting: [] };
  #isTurning = false;

  get size(): number {
    return this.#ready.length + this.#fresh.idle.length + this.#settling.idle.length;
  }

  /** Has been silent long enough, e.g. since it was opened. */
  addReady(connection: LeanConnection): void {
    this.#ready.push(connection);
  }

  addReleased(connection: LeanConnection): void {
    this.#fresh.idle.push(connection);
    if (this.#isTurning) return;
    this.#isTurning = true;
    setImmediate(this.#turn);
  }

  takeReady(): LeanConnection | undefined {
    for (let ready = this.#ready.pop(); ready; ready = this.#ready.pop()) {
      if (!ready.isStale) return ready;
      void ready.destroy();
    }
    return undefined;
  }

  /** One whose rest is not over; what is put on it is written when it is. */
  takeResting(): LeanConnection | undefined {
    const generation = this.#settling.idle.length > 0 ? this.#settling : this.#fresh;
    const resting = generation.idle.pop();
    if (resting) generation.waiting.push(resting);
    return resting;
  }

  remove(connection: LeanConnection): void {
    for (const list of [this.#ready, this.#fresh.idle, this.#settling.idle]) {
      const index = list.indexOf(connection);
      if (index >= 0) list.splice(index, 1);
    }
  }

  takeAll(): LeanConnection[] {
    return [this.#ready, this.#fresh.idle, this.#settling.idle].flatMap((list) => list.splice(0));
  }

  /** Runs behind each poll: those of two turns ago have been polled since. */
  readonly #turn = (): void => {
    const { idle, waiting } = this.#settling;
    for (const connection of idle) this.#ready.push(connection);
    idle.length = 0;
    for (const connection of waiting) connection.write();
    waiting.length = 0;
    const settled = this.#settling;
    this.#settling = this.#fresh;
    this.#fresh = settled;
    this.#isTurning = this.#settling.idle.length + this.#settling.waiting.length > 0;
    if (this.#isTurning) setImmediate(this.#turn);
  };
}
