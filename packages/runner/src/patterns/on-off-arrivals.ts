/** When `onSeconds` at `rate` followed by `offSeconds` of silence, again and again, have let through `count` requests, in milliseconds. */
export function onOffMoment(rate: number, onSeconds: number, offSeconds: number): (count: number) => number {
  const perCycle = rate * onSeconds;
  return (count) => {
    // Rounding must not move the first request of a cycle to the end of the one before.
    const cycle = Math.floor(count / perCycle + 1e-9);
    return (cycle * (onSeconds + offSeconds) + Math.max(0, count - cycle * perCycle) / rate) * 1000;
  };
}
