import { describe, expect, it } from 'vitest';
import { findReporter, reporters } from './registry.ts';

describe('the registry of formats', () => {
  it('finds every format by its name, in any case', () => {
    expect(reporters.map(({ format }) => format)).toEqual(['table', 'json', 'markdown', 'csv']);
    for (const reporter of reporters) expect(findReporter(reporter.format.toUpperCase())).toBe(reporter);
  });

  it('suggests the format that a misspelt one meant', () => {
    expect(() => findReporter('tabel')).toThrow('--format tabel: there is no such format; did you mean table?');
  });

  it('names the formats where nothing is near', () => {
    expect(() => findReporter('powerpoint')).toThrow(
      expect.objectContaining({
        message: '--format powerpoint: there is no such format',
        remedy: 'formats: table, json, markdown, csv',
        exitCode: 2,
      }),
    );
  });
});
