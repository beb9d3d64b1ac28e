import { isObject, parseJson } from '../reading/json-shapes.ts';
import { EventTemplate, type Hole } from './event-template.ts';
import { type PlainChunk, plainChunk } from './plain-chunk.ts';

const PREFIX = 'data: ';
const END = '\n\n';

/** The template of an event of plain content, written `data: JSON` with a blank line behind; undefined for any other. */
export function learnTemplate(event: string): EventTemplate | undefined {
  const json = jsonOf(event);
  const chunk = json && parseJson(json);
  const plain = plainChunk(chunk);
  return json && plain && isObject(chunk) ? templateOf(json, chunk, plain) : undefined;
}

/** An event of any kind, recognised where it comes again with another `id` and `created`, and what it says. */
export type FamiliarEvent = { template: EventTemplate; means: '[DONE]' | Readonly<Record<string, unknown>> };

const DONE = `${PREFIX}[DONE]${END}`;

export function learnFamiliar(event: string): FamiliarEvent | undefined {
  if (event === DONE) return { template: new EventTemplate([Buffer.from(DONE)], []), means: '[DONE]' };
  const json = jsonOf(event);
  const chunk = json && parseJson(json);
  if (!json || !isObject(chunk)) return undefined;
  const template = templateOf(json, chunk, undefined);
  return template && { template, means: chunk };
}

function jsonOf(event: string): string | undefined {
  if (!event.startsWith(`${PREFIX}{`) || !event.endsWith(`}${END}`)) return undefined;
  const json = event.slice(PREFIX.length, -END.length);
  return /[\r\n]/.test(json) ? undefined : json;
}

function templateOf(
  json: string,
  chunk: Record<string, unknown>,
  plain: PlainChunk | undefined,
): EventTemplate | undefined {
  const cuts = findHoles(json, chunk, plain);
  if (!cuts || !isProven(json, chunk, plain, cuts)) return undefined;
  const literals = cuts.map((cut, i) => json.slice(i === 0 ? 0 : cuts[i - 1]!.to, cut.from));
  literals.push(json.slice(cuts.at(-1)?.to ?? 0) + END);
  literals[0] = PREFIX + literals[0]!;
  return new EventTemplate(
    literals.map((literal) => Buffer.from(literal)),
    cuts.map((cut) => cut.hole),
  );
}

type Cut = { hole: Hole; from: number; to: number };

/** Where the values stand, by the first place where their key does; whether that is right is proven afterwards. */
function findHoles(json: string, chunk: Record<string, unknown>, plain: PlainChunk | undefined): Cut[] | undefined {
  const cuts = plain ? [findString(json, plain.textKey, 'text')] : [];
  if (typeof chunk.id === 'string') cuts.push(findString(json, 'id', 'name'));
  if (Number.isSafeInteger(chunk.created)) cuts.push(findNumber(json, 'created', 'number'));
  for (const key of plain?.counts ?? []) cuts.push(findNumber(json, key, key));
  const found = cuts.filter((cut) => cut !== undefined).sort((a, b) => a.from - b.from);
  return found.length === cuts.length ? found : undefined;
}

function findString(json: string, key: string, hole: Hole): Cut | undefined {
  const found = new RegExp(`"${key}": ?"((?:[^"\\\\]|\\\\.)*)"`, 'd').exec(json);
  const place = found?.indices?.[1];
  return place && { hole, from: place[0], to: place[1] };
}

function findNumber(json: string, key: string, hole: Hole): Cut | undefined {
  const found = new RegExp(`"${key}": ?(\\d+)`, 'd').exec(json);
  const place = found?.indices?.[1];
  return place && { hole, from: place[0], to: place[1] };
}

/** Other values in the holes must change these values of the chunk, and nothing else. */
function isProven(
  json: string,
  chunk: Record<string, unknown>,
  plain: PlainChunk | undefined,
  cuts: readonly Cut[],
): boolean {
  let probe = json;
  for (const { hole, from, to } of [...cuts].reverse()) {
    const value =
      hole === 'text' || hole === 'name' ? `probe-${hole}` : String(1000 + cuts.findIndex((cut) => cut.hole === hole));
    probe = probe.slice(0, from) + value + probe.slice(to);
  }
  const expected = structuredClone(chunk);
  if (plain) {
    const choice = (expected.choices as Record<string, unknown>[])[0]!;
    const holder = plain.textKey === 'content' ? (choice.delta as Record<string, unknown>) : choice;
    holder[plain.textKey] = 'probe-text';
  }
  const numberOf = (hole: Hole) => 1000 + cuts.findIndex((cut) => cut.hole === hole);
  if (typeof expected.id === 'string') expected.id = 'probe-name';
  if (Number.isSafeInteger(expected.created)) expected.created = numberOf('number');
  for (const key of plain?.counts ?? []) (expected.usage as Record<string, unknown>)[key] = numberOf(key);
  return JSON.stringify(parseJson(probe)) === JSON.stringify(expected);
}
