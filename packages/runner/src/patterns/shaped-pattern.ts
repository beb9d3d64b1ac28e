import { type LoadPattern, type LoadShape, usageError } from '@sagellm/bench-protocol';
import { onOffMoment } from './on-off-arrivals.ts';
import { type OpenPatternOptions, openPattern } from './open-pattern.ts';
import { rampMoment } from './ramp-arrivals.ts';
import { stepMoment } from './step-arrivals.ts';

export type ShapedPatternOptions = Omit<OpenPatternOptions, 'rate'> & { shape: LoadShape };

/**
 * Arrivals whose rate follows a shape. The chosen process runs at one request a second, and its clock is turned faster and
 * slower: the request that it has at `count` is due when the shape has let through `count` requests. For Poisson arrivals
 * this is exactly the Poisson process of that rate (Çinlar, "Introduction to Stochastic Processes", 1975; Lewis and
 * Shedler, Naval Research Logistics 26, 1979); for the others it is the same process on the shape's own time.
 */
export function shapedPattern({ shape, ...options }: ShapedPatternOptions): LoadPattern & { kind: 'open' } {
  check(shape);
  const unit = openPattern({ ...options, rate: 1 });
  const moment = momentOf(shape);
  if (unit.facts.kind !== 'open') throw new TypeError('an open pattern has the facts of one');
  return {
    kind: 'open',
    due: (index) => moment(unit.due(index) / 1000),
    facts: { ...unit.facts, rate: highestRate(shape), shape },
  };
}

/** Requests that a shape lets through from its start to the end of its change; an on/off load never ends. */
export function expectedCount(shape: LoadShape): { requests: number; seconds: number } | undefined {
  switch (shape.kind) {
    case 'ramp':
      return { requests: ((shape.from_rate + shape.to_rate) / 2) * shape.seconds, seconds: shape.seconds };
    case 'steps':
      return {
        requests: shape.rates.reduce((sum, rate) => sum + rate, 0) * shape.seconds,
        seconds: shape.rates.length * shape.seconds,
      };
    case 'on-off':
      return undefined;
  }
}

function momentOf(shape: LoadShape): (count: number) => number {
  switch (shape.kind) {
    case 'ramp':
      return rampMoment({ fromRate: shape.from_rate, toRate: shape.to_rate, seconds: shape.seconds });
    case 'steps':
      return stepMoment(shape.rates, shape.seconds);
    case 'on-off':
      return onOffMoment(shape.rate, shape.on_seconds, shape.off_seconds);
  }
}

function highestRate(shape: LoadShape): number {
  switch (shape.kind) {
    case 'ramp':
      return Math.max(shape.from_rate, shape.to_rate);
    case 'steps':
      return Math.max(...shape.rates);
    case 'on-off':
      return shape.rate;
  }
}

function check(shape: LoadShape): void {
  const positive = (value: number) => value > 0 && Number.isFinite(value);
  switch (shape.kind) {
    case 'ramp':
      if (!(shape.from_rate >= 0 && Number.isFinite(shape.from_rate)))
        throw usageError(`--ramp: cannot start at ${shape.from_rate}/s`, 'start at 0 or above');
      if (!positive(shape.to_rate))
        throw usageError(
          `--ramp: cannot end at ${shape.to_rate}/s: that rate stays when the ramp is over`,
          'end above 0, and bound the run with --duration',
        );
      if (!positive(shape.seconds)) throw usageError('--ramp: must take more than 0 s');
      return;
    case 'steps':
      if (shape.rates.length === 0 || !shape.rates.every(positive))
        throw usageError(
          `--steps: ${shape.rates.join(',') || 'no rate'}: every step needs a rate above 0`,
          'for silence between bursts of load use --rate with --on-off',
        );
      if (!positive(shape.seconds)) throw usageError('--steps: a step must take more than 0 s');
      return;
    case 'on-off':
      if (!positive(shape.on_seconds) || !positive(shape.off_seconds))
        throw usageError('--on-off: both spans must be above 0 s', 'e.g. --on-off 5s/10s');
  }
}
