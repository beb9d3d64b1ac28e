import { ABSENT, countText, measurementText, shareText } from '../values/number-text.ts';
import type { Scalar } from './foreign-report.ts';

/** A value under a Python name. What the number is shows in the name's end; nothing is converted to another unit. */
export function foreignText(key: string, value: Scalar | undefined): string {
  if (value === undefined) return ABSENT;
  if (typeof value !== 'number') return shortText(String(value));
  if (/^(start|end)_time$/.test(key) && value > 1e9 && value < 1e11) return new Date(value * 1000).toISOString();
  if (isShare(key) && value >= 0 && value <= 1) return shareText(value);
  const text = Number.isInteger(value) ? countText(value) : measurementText(value);
  return key.includes('delta_') && value > 0 ? `+${text}` : text;
}

/** A prompt or a message of a file can be of any length; here it is a reminder. */
export function shortText(text: string): string {
  return text.length > 120 ? `${text.slice(0, 119)}…` : text;
}

function isShare(key: string): boolean {
  return (
    /(_rate|compliance|_ratio|_ratio_actual|\.efficiency)$|slo\.by_priority\./.test(key) &&
    !key.endsWith('request_rate')
  );
}
