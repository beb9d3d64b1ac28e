/** When `onSeconds` at `rate` followed by `offSeconds` of silence, again and again, have let through `count` requests, in milliseconds. */
export function onOffMoment(rate: number, onSeconds: number, offSeconds: number): (count: number) => number {
  const perCycle = rate * onSeconds;
  return (count) => {
    const cycle = Math.floor(count / perCycle);
    return (cycle * (onSeconds + offSeconds) + (count - cycle * perCycle) / rate) * 1000;
  };
}
