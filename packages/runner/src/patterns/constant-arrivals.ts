/** The n-th request at n ÷ rate, in milliseconds. Computed from n, so that no error adds up. */
export function constantArrivals(rate: number): (index: number) => number {
  return (index) => (index * 1000) / rate;
}
