/** How the end of a body is known. */
export type Framing = 'none' | 'length' | 'chunked' | 'until-close';

/** What the head of a response says. Never changed once it is made, so that equal heads may share one. */
export type ResponseHead = {
  readonly status: number;
  /** Only those that somebody asks for: see `isKept`. Lower-case names; repeated ones are joined by commas. */
  readonly headers: Readonly<Record<string, string>>;
  readonly framing: Framing;
  /** Bytes of a body with framing `length`. */
  readonly length: number;
  readonly reusable: boolean;
  /** How long the server keeps the connection open when nothing is asked, where it says so. */
  readonly keepAliveMs: number | undefined;
};

const kept = new Set([
  'content-type',
  'content-length',
  'content-encoding',
  'transfer-encoding',
  'connection',
  'keep-alive',
  'retry-after',
  'location',
  'server',
]);

export function isKept(name: string): boolean {
  return kept.has(name) || name.startsWith('x-');
}
