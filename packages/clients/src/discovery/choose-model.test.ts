import { BenchmarkError } from '@sagellm/bench-protocol';
import { expect, it } from 'vitest';
import { chooseModel } from './choose-model.ts';

const url = 'http://127.0.0.1:8000/v1';

it.each<[string[], string | undefined, string]>([
  [['a'], undefined, 'a'],
  [['a', 'b'], 'b', 'b'],
])('%j, wanted %s: %s', (models, wanted, chosen) => {
  expect(chooseModel(models, wanted, url)).toBe(chosen);
});

it.each<[string[], string | undefined, RegExp, RegExp]>([
  [['a', 'b'], undefined, /^--model is needed: .* serves a, b$/, /--model a/],
  [
    ['qwen-0.5b', 'llama'],
    'qwen-0.5',
    /^--model qwen-0.5: not served at .*, which has qwen-0.5b, llama$/,
    /did you mean --model qwen-0.5b/,
  ],
  [['Qwen/Qwen2.5-0.5B-Instruct', 'x'], 'Qwen2.5-0.5B-Instruct', /not served/, /did you mean --model Qwen\/Qwen2.5/],
  [['a'], 'gpt-4', /not served/, /choose one of them, e.g. --model a/],
])('%j, wanted %s is a usage error that helps', (models, wanted, message, remedy) => {
  const error = (() => {
    try {
      return chooseModel(models, wanted, url);
    } catch (caught) {
      return caught;
    }
  })() as BenchmarkError;
  expect(error).toBeInstanceOf(BenchmarkError);
  expect([error.exitCode, error.message, error.remedy]).toEqual([
    2,
    expect.stringMatching(message),
    expect.stringMatching(remedy),
  ]);
});

it.each<[string | undefined, string]>([
  [undefined, `${url} lists no model`],
  ['a', `--model a: ${url} lists no model at all`],
])('a server without a model is at fault, wanted %s', (wanted, message) => {
  expect(() => chooseModel([], wanted, url)).toThrow(expect.objectContaining({ exitCode: 1, message }));
});
