import type { Clock } from '@sagellm/bench-clock';
import type { HttpRequest, ResponseSink, Transport } from '@sagellm/bench-protocol';

/** What happens on the wire, each `after` so many milliseconds from `send`. */
export type ScriptedStep = { after: number } & (
  | { does: 'send' }
  | { does: 'end' }
  | { does: 'headers'; status?: number; contentType?: string }
  | { does: 'data'; text: string }
);

/** A wire in virtual time: it plays a script and knows no tokens. */
export class ScriptedTransport implements Transport {
  readonly name = 'scripted';
  readonly stampSource = 'virtual';
  aborted: number[] = [];
  readonly sentRequests: HttpRequest[] = [];
  readonly #clock: Clock;
  readonly #script: (index: number) => readonly ScriptedStep[];
  readonly #cancels = new Map<number, (() => void)[]>();

  constructor(clock: Clock, script: (index: number) => readonly ScriptedStep[]) {
    this.#clock = clock;
    this.#script = script;
  }

  async open(): Promise<void> {}

  async close(): Promise<void> {}

  send(slot: number, request: HttpRequest, sink: ResponseSink): void {
    const start = this.#clock.now();
    const steps = this.#script(this.sentRequests.push(request) - 1);
    const later = steps.filter((step) => step.after > 0);
    this.#cancels.set(
      slot,
      later.map((step) => this.#clock.schedule(start + step.after, () => this.#play(slot, step, sink))),
    );
    for (const step of steps) if (step.after === 0) this.#play(slot, step, sink);
  }

  abort(slot: number): void {
    this.aborted.push(slot);
    for (const cancel of this.#cancels.get(slot) ?? []) cancel();
  }

  #play(slot: number, step: ScriptedStep, sink: ResponseSink): void {
    const at = this.#clock.now();
    if (step.does === 'send') sink.sent(slot, at);
    else if (step.does === 'end') sink.end(slot, at);
    else if (step.does === 'data') sink.data(slot, at, Buffer.from(step.text));
    else sink.headers(slot, at, step.status ?? 200, { 'content-type': step.contentType ?? 'text/event-stream' });
  }
}
