import { type BenchmarkError, type LoadShape, usageError } from '@sagellm/bench-protocol';

const NUMBER = String.raw`(\d+(?:\.\d+)?)`;
const SPAN = String.raw`(\d+(?:\.\d+)?)\s*(ms|s|m|min|h)?`;
const UNITS: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, min: 60, h: 3600 };

/** `10..200/60s`: from 10 to 200 requests a second in 60 seconds, and 200 from then on. */
export function parseRamp(text: string): LoadShape {
  const [, from, to, span, unit] = match(`^${NUMBER}\\.\\.${NUMBER}/${SPAN}$`, text) ?? [];
  if (from === undefined) throw wrong('--ramp', text, 'is not FROM..TO/TIME', '10..200/60s');
  return { kind: 'ramp', from_rate: Number(from), to_rate: Number(to), seconds: secondsOf(span!, unit) };
}

/** `10,20,50/30s`: each rate for 30 seconds, the last one from then on. */
export function parseSteps(text: string): LoadShape {
  const [, rates, span, unit] = match(`^(${NUMBER}(?:\\s*,\\s*${NUMBER})*)/${SPAN}$`, text)?.filter(isNoRate) ?? [];
  if (rates === undefined) throw wrong('--steps', text, 'is not RATE,RATE,…/TIME', '10,20,50/30s');
  return { kind: 'steps', rates: rates.split(',').map(Number), seconds: secondsOf(span!, unit) };
}

/** `5s/10s`: five seconds at the rate, ten seconds of silence, again and again. */
export function parseOnOff(text: string, rate: number): LoadShape {
  const [, on, onUnit, off, offUnit] = match(`^${SPAN}/${SPAN}$`, text) ?? [];
  if (on === undefined) throw wrong('--on-off', text, 'is not ON/OFF', '5s/10s');
  return { kind: 'on-off', rate, on_seconds: secondsOf(on, onUnit), off_seconds: secondsOf(off!, offUnit) };
}

function match(pattern: string, text: string): RegExpExecArray | null {
  return new RegExp(pattern).exec(text.trim());
}

/** The groups of single rates inside the list are of no use. */
function isNoRate(_: string | undefined, group: number): boolean {
  return group !== 2 && group !== 3;
}

function secondsOf(value: string, unit = 's'): number {
  return Number(value) * UNITS[unit]!;
}

function wrong(flag: string, text: string, what: string, example: string): BenchmarkError {
  return usageError(
    `${flag} ${text}: ${what}`,
    `e.g. ${flag} ${example}; rates are requests per second, times 500ms, 30s, 2m`,
  );
}
