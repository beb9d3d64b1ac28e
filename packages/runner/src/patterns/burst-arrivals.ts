/** Groups of `burstSize` requests at once; the groups are as far apart as keeps the mean rate. */
export function burstArrivals(rate: number, burstiness: number): (index: number) => number {
  const size = burstSize(burstiness);
  return (index) => (Math.floor(index / size) * size * 1000) / rate;
}

export function burstSize(burstiness: number): number {
  return Math.max(1, Math.round(burstiness));
}
