import { didYouMean, usageError } from '@sagellm/bench-protocol';
import { bellLengths } from './bell-lengths.ts';
import { readHistogram } from './read-histogram.ts';
import { fixedLength, LONGEST, type TokenLengths, uniformLengths, weightedLengths } from './token-lengths.ts';

/**
 * Reads a distribution of lengths:
 * `128` · `uniform:64..256` · `normal:mean=128,sd=32` · `lognormal:median=128,sigma=0.5` · `histogram:FILE`; the last
 * three also take `min=` and `max=`. Lengths are at least 1 and at most 1048576.
 *
 * @param flag names the setting in errors, e.g. `--input-tokens`
 * @throws BenchmarkError (usage) that says what is wrong with which part.
 */
export function parseTokenLengths(text: string, flag: string): TokenLengths {
  const say = (problem: string, remedy = FORMS) => usageError(`${flag} ${text}: ${problem}`, remedy);
  const written = text.trim();
  if (/^[+-]?[\d._]+$/.test(written)) return fixedLength(wholeLength(written, say));
  const [, form = written, rest = ''] = /^([^:]*):(.*)$/s.exec(written) ?? [];
  const read = Object.hasOwn(forms, form) ? forms[form as keyof typeof forms] : undefined;
  if (read) return read(rest, say);
  const near = didYouMean(form, Object.keys(forms));
  throw say(`unknown distribution "${form}"${near ? `, did you mean "${near}"?` : ''}`);
}

type Say = (problem: string, remedy?: string) => Error;

const FORMS =
  'write 128, uniform:64..256, normal:mean=128,sd=32, lognormal:median=128,sigma=0.5 or histogram:FILE (length,weight)';

const forms = {
  uniform(rest: string, say: Say): TokenLengths {
    const [, low, high] = /^(.+)\.\.(.+)$/.exec(rest) ?? [];
    if (low === undefined || high === undefined) throw say('a uniform distribution is written uniform:64..256');
    const [min, max] = [wholeLength(low, say), wholeLength(high, say)];
    if (min > max) throw say(`${min} is above ${max}`, 'put the smaller length first');
    return uniformLengths(min, max);
  },
  normal(rest: string, say: Say): TokenLengths {
    const { mean, sd, ...limits } = parameters(rest, ['mean', 'sd'], say);
    return bell(`normal:mean=${mean},sd=${sd}`, (z) => mean! + sd! * z, limits, say);
  },
  lognormal(rest: string, say: Say): TokenLengths {
    const { median, sigma, ...limits } = parameters(rest, ['median', 'sigma'], say);
    return bell(`lognormal:median=${median},sigma=${sigma}`, (z) => median! * Math.exp(sigma! * z), limits, say);
  },
  histogram(rest: string, say: Say): TokenLengths {
    const [, file = '', tail = ''] = /^(.*?)((?:,(?:min|max)=[^,]*)*)$/s.exec(rest) ?? [];
    if (file === '') throw say('no file is named');
    const { min, max } = limitsOf(parameters(tail.slice(1), [], say), say);
    const { name, rows } = readHistogram(file, say);
    const kept = rows.filter(({ length, weight }) => weight > 0 && length >= min && length <= max);
    if (kept.length === 0) throw say(`no length of the file lies between ${min} and ${max}`, 'widen min= and max=');
    return weightedLengths(`histogram:${name}${tail}`, kept);
  },
};

function bell(written: string, lengthAt: (z: number) => number, given: Limits, say: Say): TokenLengths {
  const { min, max } = limitsOf(given, say);
  const shown = [given.min === undefined ? '' : `,min=${min}`, given.max === undefined ? '' : `,max=${max}`].join('');
  const lengths = bellLengths({ description: written + shown, lengthAt, min, max });
  if (!lengths) throw say(`less than a twentieth of it lies between ${min} and ${max} tokens`, 'widen min= and max=');
  return lengths;
}

type Limits = { min?: number; max?: number };

function limitsOf(given: Limits, say: Say): Required<Limits> {
  const { min = 1, max = LONGEST } = given;
  for (const limit of [min, max]) wholeLength(String(limit), say);
  if (min > max) throw say(`min=${min} is above max=${max}`, 'put the smaller length into min=');
  return { min, max };
}

/** `key=number` pairs: the required ones, and min and max where wanted. */
function parameters(text: string, required: readonly string[], say: Say): Record<string, number> & Limits {
  const known = [...required, 'min', 'max'];
  const values: Record<string, number> = {};
  for (const part of text === '' ? [] : text.split(',')) {
    const [, key = part.trim(), written] = /^\s*(\w+)\s*=\s*(.*?)\s*$/.exec(part) ?? [];
    if (!known.includes(key)) throw say(`"${key}" is not one of ${known.map((word) => `${word}=`).join(', ')}`);
    if (Object.hasOwn(values, key)) throw say(`${key}= stands twice`);
    values[key] = positive(key, written, say);
  }
  const missing = required.find((key) => !Object.hasOwn(values, key));
  if (missing) throw say(`${missing}= is missing`);
  return values;
}

function positive(key: string, written: string | undefined, say: Say): number {
  const value = written === undefined || written === '' ? Number.NaN : Number(written);
  if (!Number.isFinite(value) || value <= 0) throw say(`${key}= wants a number above 0`);
  return value;
}

function wholeLength(written: string, say: Say): number {
  const value = /^\s*\d+\s*$/.test(written) ? Number(written) : Number.NaN;
  if (value >= 1 && value <= LONGEST) return value;
  throw say(`${written.trim()} is not a whole number from 1 to ${LONGEST}`);
}
