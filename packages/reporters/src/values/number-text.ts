/** What stands where nothing was measured. Never 0. */
export const ABSENT = '–';

/**
 * A measurement with three significant digits, whole from 100 on: `0.85`, `12.3`, `1,234`. The same on every machine:
 * no locale takes part. What is too small to write is `<0.001`, so that only a true zero reads as 0.
 */
export function measurementText(value: number | undefined): string {
  if (value === undefined) return ABSENT;
  if (value < 0) return `-${measurementText(-value)}`;
  if (value === 0) return '0';
  if (value < 0.0005) return '<0.001';
  const rounded = Number(value.toPrecision(3));
  if (rounded >= 100) return groupThousands(Math.round(value).toFixed(0));
  if (rounded >= 10) return value.toFixed(1);
  if (rounded >= 0.1) return value.toFixed(2);
  return value.toFixed(3);
}

/** A whole number: `1,234`. A mean of counts is a measurement, not a count. */
export function countText(value: number | undefined): string {
  if (value === undefined) return ABSENT;
  return Number.isInteger(value) ? groupThousands(value.toFixed(0)) : measurementText(value);
}

/** A share of 0..1 as percent: `12.5 %`. Only an exact 0 or 1 reads as 0 % or 100 %. */
export function shareText(value: number | undefined): string {
  if (value === undefined) return ABSENT;
  const percent = value * 100;
  if (percent === 0 || percent === 100) return `${percent} %`;
  if (percent < 0.01) return '<0.01 %';
  if (percent > 99.99 && percent < 100) return '>99.99 %';
  return `${trimZeros(percent.toFixed(2))} %`;
}

/** Bytes in binary units: `512 B`, `1.50 MiB`. */
export function bytesText(value: number | undefined): string {
  if (value === undefined) return ABSENT;
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let unit = 0;
  let amount = value;
  while (amount >= 1024 && unit < units.length - 1) {
    amount /= 1024;
    unit++;
  }
  return `${unit === 0 ? countText(amount) : measurementText(amount)} ${units[unit]}`;
}

/** A span for reading: `0.85 s`, `75.2 s`, `12 min 5 s`, `2 h 3 min`. */
export function durationText(seconds: number | undefined): string {
  if (seconds === undefined) return ABSENT;
  if (seconds < 120) return `${measurementText(seconds)} s`;
  const whole = Math.round(seconds);
  if (whole < 7200) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  const minutes = Math.round(seconds / 60);
  return `${groupThousands(Math.floor(minutes / 60).toFixed(0))} h ${minutes % 60} min`;
}

function groupThousands(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+$)/g, ',');
}

function trimZeros(decimal: string): string {
  return decimal.replace(/\.?0+$/, '');
}
