import { expect, it } from 'vitest';
import { isCompatibleVersion, negotiateVersion, parseProtocolVersion } from './version.ts';

it('reads two numbers', () => {
  expect(parseProtocolVersion('0.1')).toEqual({ major: 0, minor: 1 });
  expect(parseProtocolVersion('12.034')).toEqual({ major: 12, minor: 34 });
});

it.each(['', '1', '0.1.0', 'a.b', '0.', '.1', ' 0.1', '-0.1', '+0.1', '0_0.1', 'v0.1'])('refuses "%s"', (text) => {
  expect(() => parseProtocolVersion(text)).toThrow('is no protocol version');
});

it.each([
  ['0.1', '0.1', true],
  ['0.1', '0.0', true],
  ['0.1', '0.2', false],
  ['1.1', '0.1', false],
  ['0.9', '1.0', false],
])('%s understands %s: %s', (own, other, compatible) => {
  expect(isCompatibleVersion(parseProtocolVersion(own), parseProtocolVersion(other))).toBe(compatible);
});

it('agrees on 0.1 with older clients and refuses newer ones and other majors', () => {
  expect([negotiateVersion('0.1'), negotiateVersion('0.0')]).toEqual(['0.1', '0.1']);
  expect(() => negotiateVersion('0.2')).toThrow('the other side wants protocol 0.2, this one speaks 0.1');
  expect(() => negotiateVersion('1.0')).toThrow('wants protocol 1.0');
});
