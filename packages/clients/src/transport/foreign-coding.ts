import type { Failure } from '@sagellm/bench-protocol';

/** A body in a coding that was not asked for, by its name: nothing is decoded here. */
export function foreignCoding(headers: Readonly<Record<string, string>>): string | undefined {
  const coding = headers['content-encoding']?.trim();
  return coding === undefined || coding === '' || /^identity$/i.test(coding) ? undefined : coding;
}

export function foreignCodingFailure(coding: string): Failure {
  return { class: 'malformed', message: `asked for an unencoded body, got content-encoding ${coding}` };
}
