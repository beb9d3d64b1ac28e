/** Milliseconds of CLOCK_MONOTONIC: comparable between processes of one machine, which `performance.now()` is not. */
export function monotonicMs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1e3 + nanoseconds / 1e6;
}
