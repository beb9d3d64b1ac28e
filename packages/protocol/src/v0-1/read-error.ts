import { z } from 'zod';
import { ProtocolErrorCode } from './errors.ts';

/** An error as another version of the protocol may have written it. `code` is absent where the text is no code of ours. */
export type ProtocolErrorReading = {
  code?: ProtocolErrorCode;
  /** The code exactly as it was written. */
  codeText: string;
  message: string;
  retryable: boolean | null;
};

const LenientError = z.object({
  code: z.string(),
  message: z.string().default(''),
  retryable: z.boolean().nullable().default(null),
});

/** Reads an error object whose code may be unknown here; `undefined` when it is no error object at all. */
export function readProtocolError(value: unknown): ProtocolErrorReading | undefined {
  const parsed = LenientError.safeParse(value);
  if (!parsed.success) return undefined;
  const { code: codeText, message, retryable } = parsed.data;
  const code = readErrorCode(codeText);
  return { ...(code ? { code } : {}), codeText, message, retryable };
}

/**
 * The code that a text names: the code itself, or `ErrorCode.NAME` anywhere in a sentence, which is how sageLLM's
 * gateway reports an engine's failure (`… (code: ErrorCode.UNAVAILABLE)`). `undefined` when there is none we know.
 */
export function readErrorCode(text: string): ProtocolErrorCode | undefined {
  const named = /\bErrorCode\.([A-Za-z0-9_]+)/.exec(text)?.[1]?.toLowerCase() ?? text;
  return ProtocolErrorCode.safeParse(named).data;
}
