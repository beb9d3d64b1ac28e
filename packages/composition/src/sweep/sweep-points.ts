import { type RunPlan, type Sweep, usageError } from '@sagellm/bench-protocol';

export type SweepAxis = { axis: Sweep['axis']; values: number[] };

/** More points than anyone waits for. */
const MOST_POINTS = 100;

const FLAGS = { concurrency: '--concurrency', rate: '--rates' } as const;
const EXAMPLES = { concurrency: '--concurrency 1,2,4,8', rate: '--rates 1,2,5' } as const;

/** `--concurrency 1,2,4` or `--rates 1,2,5`: one of them. */
export function parseSweepAxis(given: { concurrency?: string; rates?: string }): SweepAxis {
  if (given.concurrency !== undefined && given.rates !== undefined) {
    throw usageError(
      `--concurrency ${given.concurrency} and --rates ${given.rates} exclude each other`,
      'a sweep has one axis; run it twice',
    );
  }
  if (given.concurrency !== undefined) return parseValues('concurrency', given.concurrency);
  if (given.rates !== undefined) return parseValues('rate', given.rates);
  throw usageError('a sweep needs its points', `give ${EXAMPLES.concurrency} or ${EXAMPLES.rate}`);
}

function parseValues(axis: Sweep['axis'], text: string): SweepAxis {
  const words = text.split(',').map((word) => word.trim());
  const values = words.map((word) => parseValue(axis, word, text));
  const twice = values.find((value, index) => values.indexOf(value) !== index);
  if (twice !== undefined)
    throw usageError(
      `${FLAGS[axis]} ${text}: ${twice} is there twice`,
      'each point has a folder of its own; name it once',
    );
  if (values.length > MOST_POINTS)
    throw usageError(`${FLAGS[axis]}: ${values.length} points, at most ${MOST_POINTS} are possible`);
  return { axis, values };
}

function parseValue(axis: Sweep['axis'], word: string, text: string): number {
  const form = axis === 'concurrency' ? /^\d{1,9}$/ : /^(\d{1,9})?(\.\d{1,9})?$/;
  const value = Number(word);
  if (word !== '' && form.test(word) && value > 0) return value;
  const wanted = axis === 'concurrency' ? 'a whole number above 0' : 'a number above 0';
  throw usageError(`${FLAGS[axis]} ${text}: "${word}" is not ${wanted}`, `e.g. ${EXAMPLES[axis]}`);
}

/** `concurrency-4`, `rate-0.5`. */
export function pointFolder(axis: Sweep['axis'], value: number): string {
  return `${axis}-${value}`;
}

/** The folders that a sweep makes. */
export const isPointFolder = (name: string) => /^(concurrency|rate)-\d[\d.e-]*$/.test(name);

/** The plan of one point. */
export function planOfPoint(plan: RunPlan, axis: Sweep['axis'], value: number, index: number, output: string): RunPlan {
  return { ...plan, [axis]: value, seed: plan.seed + index, output };
}
