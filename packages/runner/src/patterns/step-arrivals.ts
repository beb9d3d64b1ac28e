/** When rates that follow one another, each for `seconds` and the last for ever, have let through `count` requests, in milliseconds. All rates are above 0. */
export function stepMoment(rates: readonly number[], seconds: number): (count: number) => number {
  const last = rates.length - 1;
  return (count) => {
    let before = 0;
    for (const [step, rate] of rates.entries()) {
      if (step === last || count < before + rate * seconds) return (step * seconds + (count - before) / rate) * 1000;
      before += rate * seconds;
    }
    throw new RangeError('steps need at least one rate');
  };
}
