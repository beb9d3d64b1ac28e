import { measurementText } from './number-text.ts';

/** A difference: `+0.32`, `-0.05`, `0`. Absent stays `–`. */
export function signedText(value: number | undefined): string {
  return value !== undefined && value > 0 ? `+${measurementText(value)}` : measurementText(value);
}
