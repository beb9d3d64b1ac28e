import { expect, it } from 'vitest';
import { formatDevice, parseDevice } from './backend-types.ts';

it.each([
  ['cuda:1', { type: 'cuda', index: 1 }],
  ['cpu', { type: 'cpu', index: null }],
  ['quantum:0', { type: 'quantum', index: 0 }],
  [':1', { type: '', index: 1 }],
  ['', { type: '', index: null }],
  ['cuda:-1', { type: 'cuda', index: -1 }],
])('"%s" is read and written back', (text, device) => {
  expect(parseDevice(text)).toEqual(device);
  expect(formatDevice(device)).toBe(text);
});

it.each(['cuda:', 'cuda:a', 'a:b:1', 'cuda: 2', 'cuda:1.5', 'cuda:1_0'])('"%s" has no index that counts', (text) => {
  expect(() => parseDevice(text)).toThrow('is no index');
});
