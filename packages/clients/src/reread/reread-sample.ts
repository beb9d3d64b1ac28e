import type { Reread } from '@sagellm/bench-protocol';
import { KeptAnswer } from './kept-answer.ts';
import { rereadAnswer } from './reread-answer.ts';

export type SampleLimits = {
  /** Kept whatever comes: here the fast path learns what the events of this server look like. */
  first: number;
  answers: number;
  bytes: number;
};

const LIMITS: SampleLimits = { first: 8, answers: 64, bytes: 8 * 1024 * 1024 };

/**
 * Keeps the bodies of a few answers, so that what was counted on the fly can be held against a full parse when the run
 * is over.
 *
 * The first answers are kept, and of the others every n-th, so that all of the run is in the sample and which ones are
 * in it depends on nothing but their order. n doubles, and every other one is dropped, whenever the sample is full.
 */
export class RereadSample {
  readonly #limits: SampleLimits;
  #kept: KeptAnswer[] = [];
  #begun = 0;
  #stride = 1;
  #bytes = 0;

  constructor(limits: SampleLimits = LIMITS) {
    this.#limits = limits;
  }

  /** For each request, when it begins: where its body is to be kept, if it is. */
  begin(): KeptAnswer | undefined {
    const index = this.#begun++;
    return this.#wants(index) ? this.#keep(index) : undefined;
  }

  /** Reads the answers of the sample that are over once more, and begins a new sample. */
  reread(): Reread {
    const kept = this.#kept;
    this.#kept = [];
    this.#begun = 0;
    this.#stride = 1;
    this.#bytes = 0;
    const differences: string[] = [];
    let answers = 0;
    for (const one of kept) {
      if (one.answer) {
        answers++;
        const difference = rereadAnswer(one.answer, one.reads);
        if (difference !== undefined) differences.push(difference);
      }
      one.drop();
    }
    return { answers, differences };
  }

  #wants(index: number): boolean {
    return index < this.#limits.first || index % this.#stride === 0;
  }

  #keep(index: number): KeptAnswer | undefined {
    while (this.#kept.length >= this.#limits.answers && this.#thin());
    if (!this.#wants(index) || this.#kept.length >= this.#limits.answers) return undefined;
    const kept: KeptAnswer = new KeptAnswer(index, (bytes) => {
      this.#bytes += bytes;
      while (this.#bytes > this.#limits.bytes && this.#thin());
      if (this.#bytes > this.#limits.bytes) this.#drop(kept);
    });
    this.#kept.push(kept);
    return kept;
  }

  /** Keeps every other one; says whether there was anything to drop. */
  #thin(): boolean {
    if (this.#kept.every(({ index }) => index < this.#limits.first)) return false;
    this.#stride *= 2;
    for (const one of this.#kept.filter(({ index }) => !this.#wants(index))) this.#drop(one);
    return true;
  }

  #drop(kept: KeptAnswer): void {
    this.#bytes -= kept.bytes;
    kept.drop();
    this.#kept = this.#kept.filter((other) => other !== kept);
  }
}
