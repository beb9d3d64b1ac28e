export type Ramp = {
  /** Requests per second at the start; may be 0. */
  fromRate: number;
  /** Requests per second after `seconds`, and from then on; above 0. */
  toRate: number;
  seconds: number;
};

/**
 * When a ramp has let through `count` requests, in milliseconds: the inverse of its cumulative rate. Applied to arrivals
 * at one a second it gives arrivals whose rate follows the ramp (Çinlar 1975; Lewis and Shedler 1979).
 */
export function rampMoment({ fromRate, toRate, seconds }: Ramp): (count: number) => number {
  const slope = (toRate - fromRate) / seconds;
  const countOfRamp = ((fromRate + toRate) / 2) * seconds;
  return (count) => {
    if (count <= 0) return 0;
    if (count >= countOfRamp) return (seconds + (count - countOfRamp) / toRate) * 1000;
    // The root in the form that loses no digits near 0 and holds for a flat ramp too.
    return ((2 * count) / (fromRate + Math.sqrt(fromRate ** 2 + 2 * slope * count))) * 1000;
  };
}
