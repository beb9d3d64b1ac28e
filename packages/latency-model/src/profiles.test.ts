import { describe, expect, it } from 'vitest';
import { latencyProfileNames, latencyProfiles, parseLatencyProfile, referenceProfile } from './index.ts';

describe('latencyProfiles', () => {
  it('are listed under their names', () => {
    expect(latencyProfileNames).toEqual(['mock', 'default', 'constant-50-10', 'reference']);
  });

  it.each([
    ['mock', 10, 5],
    ['default', 50, 10],
    ['constant-50-10', 50, 10],
  ])('%s has TTFT %i ms and ITL %i ms whatever the load', (name, ttft, itl) => {
    const profile = latencyProfiles[name]!;
    expect([profile.firstTokenMs(0), profile.firstTokenMs(9999)]).toEqual([ttft, ttft]);
    expect([profile.interTokenMs(1, 0), profile.interTokenMs(64, 9999)]).toEqual([itl, itl]);
  });

  it('says default is constant-50-10', () => {
    expect(latencyProfiles.default!.name).toBe('constant-50-10');
  });

  it('reference slows down with prompt, concurrency and context', () => {
    expect(referenceProfile.firstTokenMs(100)).toBeCloseTo(60, 9);
    expect(referenceProfile.interTokenMs(4, 200)).toBeCloseTo(30, 9);
    expect(referenceProfile.embeddingMs(2, 0.5)).toBeCloseTo(9, 9);
  });
});

describe('parseLatencyProfile', () => {
  const parsed = (text: string) => {
    const result = parseLatencyProfile(text);
    return result.ok
      ? [result.profile.name, result.profile.firstTokenMs(1), result.profile.interTokenMs(1, 1)]
      : result.problem;
  };

  it.each([
    ['mock', ['mock', 10, 5]],
    [' Default ', ['constant-50-10', 50, 10]],
    ['ttft=50,itl=10', ['ttft=50,itl=10', 50, 10]],
    ['ITL=2.5, TTFT=0', ['ttft=0,itl=2.5', 0, 2.5]],
  ])('reads %j', (text, expected) => {
    expect(parsed(text)).toEqual(expected);
  });

  it.each([
    ['', 'is no latency profile; choose mock, default, constant-50-10, reference or write ttft=50,itl=10'],
    ['fast', 'is no latency profile; choose mock, default, constant-50-10, reference or write ttft=50,itl=10'],
    ['constructor', 'is no latency profile; choose mock, default, constant-50-10, reference or write ttft=50,itl=10'],
    ['ttft=50', 'lacks itl; write both, like ttft=50,itl=10'],
    ['itl=50', 'lacks ttft; write both, like ttft=50,itl=10'],
    ['ttft=50,itl=10,ttft=3', 'gives ttft twice'],
    ['ttft=-1,itl=10', 'has ttft="-1", which is no number of milliseconds'],
    ['ttft=,itl=10', 'has ttft="", which is no number of milliseconds'],
    ['ttft=1e999,itl=10', 'has ttft="1e999", which is no number of milliseconds'],
    ['tpot=5,itl=10', 'has the unknown key "tpot"; the keys are ttft and itl'],
    ['ttft=50,itl=10,', 'has the unknown key ""; the keys are ttft and itl'],
  ])('says what is wrong with %j', (text, expected) => {
    expect(parsed(text)).toBe(expected);
  });
});
