import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BenchmarkError, ExitCode } from '@sagellm/bench-protocol';
import { createRandom } from '@sagellm/bench-random';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { parseTokenLengths } from './parse-token-lengths.ts';

const folder = mkdtempSync(join(tmpdir(), 'lengths-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const read = (text: string) => parseTokenLengths(text, '--input-tokens');

function refusal(text: string): BenchmarkError {
  try {
    read(text);
  } catch (error) {
    if (error instanceof BenchmarkError) return error;
    throw error;
  }
  throw new Error(`${text} was not refused`);
}

function drawn(text: string, count = 20_000, seed = 1): number[] {
  const random = createRandom(seed);
  const lengths = read(text);
  return Array.from({ length: count }, () => lengths.draw(random));
}

const meanOf = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;

describe('a distribution of lengths', () => {
  it.each([
    ['128', { description: '128', mean: 128, min: 128, max: 128 }],
    [' 1 ', { description: '1', mean: 1, min: 1, max: 1 }],
    ['uniform:64..256', { description: 'uniform:64..256', mean: 160, min: 64, max: 256 }],
    ['uniform:5..5', { mean: 5, min: 5, max: 5 }],
    ['normal:mean=128,sd=32', { description: 'normal:mean=128,sd=32', min: 1, max: 1_048_576 }],
    [
      'normal:sd=32, mean=128, max=200,min=100',
      { description: 'normal:mean=128,sd=32,min=100,max=200', min: 100, max: 200 },
    ],
    ['lognormal:median=128,sigma=0.5', { description: 'lognormal:median=128,sigma=0.5', min: 1 }],
  ])('%s is read', (text, expected) => {
    expect(read(text)).toMatchObject(expected);
  });

  it('is written so that it can be read again', () => {
    for (const text of ['7', 'uniform:1..9', 'normal:mean=9,sd=2,max=12', 'lognormal:median=9,sigma=1,min=3']) {
      expect(read(read(text).description)).toMatchObject({ description: text, mean: read(text).mean });
    }
  });

  it.each([
    ['normal:mean=128,sd=32', 128],
    // The upper half of a bell on whole numbers: 1 + sd² / (sd √(π/2) + 1/2)
    ['normal:mean=1,sd=100', 80.47],
    // median × e^(sigma²/2)
    ['lognormal:median=128,sigma=0.5', 145.04],
    ['lognormal:median=100,sigma=1.2,min=4,max=1024', 162.88],
  ])('%s has a mean of %d, limits included, and draws have it too', (text, mean) => {
    expect(Math.abs(read(text).mean / mean - 1)).toBeLessThan(0.002);
    expect(Math.abs(meanOf(drawn(text)) / mean - 1)).toBeLessThan(0.03);
  });

  it('draws every length of a uniform one equally often, both ends included', () => {
    const counts = new Map<number, number>();
    for (const length of drawn('uniform:3..6')) counts.set(length, (counts.get(length) ?? 0) + 1);
    expect([...counts.keys()].sort()).toEqual([3, 4, 5, 6]);
    for (const count of counts.values()) expect(Math.abs(count - 5000)).toBeLessThan(300);
  });

  it('has no pile at its limits: what falls outside is drawn again', () => {
    const lengths = drawn('normal:mean=100,sd=20,min=90,max=110');
    expect(lengths.every((length) => length >= 90 && length <= 110)).toBe(true);
    expect(lengths.filter((length) => length === 90).length).toBeLessThan(lengths.filter((l) => l === 100).length);
  });

  it('repeats itself by its chance', () => {
    for (const text of ['uniform:1..99', 'normal:mean=50,sd=9', 'lognormal:median=50,sigma=1']) {
      expect(drawn(text, 50)).toEqual(drawn(text, 50));
      expect(drawn(text, 50)).not.toEqual(drawn(text, 50, 2));
    }
  });

  it('never draws below 1 or outside its limits', () => {
    const distribution = fc.oneof(
      fc
        .tuple(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 1, max: 500 }))
        .map(([m, s]) => `normal:mean=${m},sd=${s}`),
      fc
        .tuple(fc.integer({ min: 1, max: 500 }), fc.double({ min: 0.01, max: 3, noNaN: true }))
        .map(([m, s]) => `lognormal:median=${m},sigma=${s}`),
    );
    fc.assert(
      fc.property(distribution, fc.integer(), (text, seed) => {
        const lengths = read(text);
        const random = createRandom(seed);
        return Array.from({ length: 50 }, () => lengths.draw(random)).every(
          (length) => Number.isInteger(length) && length >= lengths.min && length <= lengths.max,
        );
      }),
      { numRuns: 50 },
    );
  });
});

describe('a histogram', () => {
  it.each([
    ['table.csv', 'length,weight\n100,1\n200, 3\n\n'],
    ['bare.csv', '100,1\r\n200,3'],
    ['tabs.tsv', '200\t0.75\n100\t0.25'],
    ['object.json', '{"100": 1, "200": 3}'],
    ['pairs.json', '[[200, 3], [100, 1]]'],
    ['rows.json', '[{"length": 100, "weight": 1}, {"length": 200, "weight": 3}]'],
    ['marked.csv', '\ufeff100,1\n200,3\n'],
  ])('is read from %s', (name, content) => {
    const text = `histogram:${file(name, content)}`;
    expect(read(text)).toMatchObject({ description: `histogram:${name}`, mean: 175, min: 100, max: 200 });
    const share = drawn(text).filter((length) => length === 200).length / 20_000;
    expect(Math.abs(share - 0.75)).toBeLessThan(0.01);
  });

  it('keeps only what lies within its limits', () => {
    const text = `histogram:${file('limits.csv', '10,1\n20,1\n30,2\n40,9')},min=20,max=30`;
    expect(read(text)).toMatchObject({ description: 'histogram:limits.csv,min=20,max=30', min: 20, max: 30 });
    expect(new Set(drawn(text, 200))).toEqual(new Set([20, 30]));
  });

  it('never draws a length of weight 0', () => {
    expect(new Set(drawn(`histogram:${file('zero.csv', '5,0\n6,1\n7,0')}`, 200))).toEqual(new Set([6]));
  });

  it.each([
    ['empty.csv', ' \n', 'the file is empty'],
    ['cells.csv', '5\n', 'line 1 of the file is not length,weight'],
    ['three.csv', '5,1\n5,1,1\n', 'line 2 of the file is not length,weight'],
    ['words.csv', '5,1\nfive,1\n', 'line 2 of the file: its length is not a whole number above 0'],
    ['null.csv', '0,1\n', 'line 1 of the file: its length is not a whole number above 0'],
    ['half.csv', '1.5,1\n', 'line 1 of the file: its length is not a whole number above 0'],
    ['minus.csv', '5,-1\n', 'line 1 of the file: its weight is not a number from 0 up'],
    ['none.csv', '5,0\n', 'every weight of the file is 0'],
    ['cut.json', '[[5, 1]', 'the file is not JSON'],
    ['odd.json', '[[5, 1], 7]', 'entry 2 of the file: its length'],
  ])('%s is refused: %s %s', (name, content, problem) => {
    expect(refusal(`histogram:${file(name, content)}`).message).toContain(problem);
  });

  it('that is missing, or has nothing within the limits, is refused', () => {
    expect(refusal('histogram:/missing.csv').message).toBe('--input-tokens histogram:/missing.csv: no such file');
    expect(refusal(`histogram:${folder}`).message).toContain('cannot be read (EISDIR)');
    expect(refusal(`histogram:${file('low.csv', '5,1')},min=9`).message).toContain(
      'no length of the file lies between 9',
    );
    expect(refusal('histogram:').message).toContain('no file is named');
  });
});

describe('what is no distribution is refused, with the flag', () => {
  it.each([
    ['', 'unknown distribution ""'],
    ['many', 'unknown distribution "many"'],
    ['unifrom:1..2', 'unknown distribution "unifrom", did you mean "uniform"?'],
    ['constructor:1', 'unknown distribution "constructor"'],
    ['0', '0 is not a whole number from 1 to 1048576'],
    ['-5', '-5 is not a whole number'],
    ['1.5', '1.5 is not a whole number'],
    ['1048577', '1048577 is not a whole number from 1 to 1048576'],
    ['uniform:64', 'a uniform distribution is written uniform:64..256'],
    ['uniform:256..64', '256 is above 64'],
    ['uniform:0..64', '0 is not a whole number'],
    ['normal:mean=128', 'sd= is missing'],
    ['normal:', 'mean= is missing'],
    ['normal:mean=128,sd=', 'sd= wants a number above 0'],
    ['normal:mean=x,sd=1', 'mean= wants a number above 0'],
    ['normal:mean=-128,sd=32', 'mean= wants a number above 0'],
    ['normal:mean=128,sd=1e999', 'sd= wants a number above 0'],
    ['normal:mean=1,mean=2,sd=1', 'mean= stands twice'],
    ['normal:mean=128,sigma=32', '"sigma" is not one of mean=, sd=, min=, max='],
    ['lognormal:128,0.5', '"128" is not one of median=, sigma=, min=, max='],
    ['normal:mean=128,sd=32,min=200,max=100', 'min=200 is above max=100'],
    ['normal:mean=128,sd=32,min=1.5', '1.5 is not a whole number'],
    ['normal:mean=128,sd=1,min=1000', 'less than a twentieth of it lies between 1000 and 1048576'],
    ['lognormal:median=1e7,sigma=0.1', 'less than a twentieth'],
  ])('%s: %s', (text, problem) => {
    const error = refusal(text);
    expect(error.message).toContain(`--input-tokens ${text}: `);
    expect(error.message).toContain(problem);
    expect(error.exitCode).toBe(ExitCode.usage);
    expect(error.remedy).toBeTruthy();
  });
});
