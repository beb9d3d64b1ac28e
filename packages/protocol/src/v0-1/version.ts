import { z } from 'zod';
import { faultError, usageError } from '../benchmark/benchmark-error.ts';

export const ProtocolVersion = z.object({ major: z.int(), minor: z.int() });
export type ProtocolVersion = z.infer<typeof ProtocolVersion>;

/** What sagellm_protocol 0.5.4.16 still calls itself, though field names changed several times under this number. */
export const PROTOCOL_VERSION = '0.1';

/** `"0.1"` as two numbers. Throws a usage error for anything but digits, a dot and digits. */
export function parseProtocolVersion(text: string): ProtocolVersion {
  const match = /^(\d+)\.(\d+)$/.exec(text);
  if (!match)
    throw usageError(`"${text}" is no protocol version`, `write it as MAJOR.MINOR, for example ${PROTOCOL_VERSION}`);
  return { major: Number(match[1]), minor: Number(match[2]) };
}

/** One that speaks `own` understands one that speaks `other`: same major, and not newer. */
export function isCompatibleVersion(own: ProtocolVersion, other: ProtocolVersion): boolean {
  return own.major === other.major && own.minor >= other.minor;
}

/** The version to speak with a client: ours when it fits. Throws a fault for a newer one or another major. */
export function negotiateVersion(client: string): string {
  if (!isCompatibleVersion(parseProtocolVersion(PROTOCOL_VERSION), parseProtocolVersion(client)))
    throw faultError(
      `the other side wants protocol ${client}, this one speaks ${PROTOCOL_VERSION}`,
      'use a newer version of this suite, or an older one of the other side',
    );
  return PROTOCOL_VERSION;
}
