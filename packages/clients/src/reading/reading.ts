import type { BenchmarkRequest, Endpoint, Failure } from '@sagellm/bench-protocol';
import type { StreamQuirks } from '../profiles/engine-profile.ts';
import { EventFraming } from './event-framing.ts';
import { TokenLog } from './token-log.ts';
import { UsageCount } from './usage.ts';

/** Hears text as it is read. The load path has none: it counts. */
export type TextListener = (text: string, reasoning: boolean, at: number) => void;

/** How a body is read: as events, as one JSON reply, or only far enough to say what it was. */
export type BodyKind = 'events' | 'reply' | 'excerpt';

/**
 * All that is known of one reply while it is read. One object serves many requests, one after another; the stages
 * (framing, meaning, counting, judging) are functions over it.
 */
export class Reading {
  readonly tokens = new TokenLog();
  readonly usage = new UsageCount();
  readonly framing: EventFraming;

  request!: BenchmarkRequest;
  endpoint!: Endpoint;
  /** True where fewer tokens than asked are to be reported as short. */
  forced = false;
  quirks: StreamQuirks = {};
  keepText = false;
  listener: TextListener | undefined = undefined;
  secret: string | undefined = undefined;

  started = 0;
  connectMs: number | undefined = undefined;
  sent: number | undefined = undefined;
  headers: number | undefined = undefined;
  status: number | undefined = undefined;
  contentType: string | undefined = undefined;
  /** What the head of a reply that is no answer says beside its status. */
  refusal: string | undefined = undefined;
  bodyKind: BodyKind | undefined = undefined;

  lastRead: number | undefined = undefined;
  reads = 0;
  bodyBytes = 0;
  /** Collected body of what is not a stream. */
  pieces: Uint8Array[] = [];
  collectedBytes = 0;

  firstEvent: number | undefined = undefined;
  events = 0;
  carried = false;
  text = '';
  reasoned = false;
  tokenIds: number | undefined = undefined;
  /** A count of the server has come with every text so far, so that its growth tells the tokens of each chunk. */
  countedEverywhere = true;
  countedBefore = 0;
  finishReason: string | undefined = undefined;
  /** When `[DONE]` came. */
  done: number | undefined = undefined;
  failure: Failure | undefined = undefined;
  /** When the failure in the stream was read. */
  failedAt: number | undefined = undefined;
  readonly remarks = new Set<string>();

  constructor() {
    this.framing = new EventFraming(this);
  }

  begin(request: BenchmarkRequest, endpoint: Endpoint, at: number): void {
    this.tokens.reset();
    this.usage.reset();
    this.framing.reset();
    this.request = request;
    this.endpoint = endpoint;
    this.started = at;
    this.connectMs = undefined;
    this.sent = undefined;
    this.headers = undefined;
    this.status = undefined;
    this.contentType = undefined;
    this.refusal = undefined;
    this.bodyKind = undefined;
    this.lastRead = undefined;
    this.reads = 0;
    this.bodyBytes = 0;
    this.pieces = [];
    this.collectedBytes = 0;
    this.firstEvent = undefined;
    this.events = 0;
    this.carried = false;
    this.text = '';
    this.reasoned = false;
    this.tokenIds = undefined;
    this.countedEverywhere = true;
    this.countedBefore = 0;
    this.finishReason = undefined;
    this.done = undefined;
    this.failure = undefined;
    this.failedAt = undefined;
    this.remarks.clear();
  }

  get streaming(): boolean {
    return this.request.stream && this.endpoint !== 'embeddings';
  }

  /** Nothing that may still come changes the verdict. */
  get settled(): boolean {
    return this.done !== undefined || this.failure !== undefined;
  }

  /** Without it, text need not even be decoded. */
  get wantsText(): boolean {
    return this.keepText || this.listener !== undefined;
  }

  /** Text of an answer, for those who listen. */
  hear(text: string, reasoning: boolean, at: number): void {
    this.carried = true;
    if (this.keepText) this.text += text;
    this.listener?.(text, reasoning, at);
  }

  fail(at: number, failure: Failure): void {
    if (this.failure) return;
    this.failure = failure;
    this.failedAt = at;
  }
}
