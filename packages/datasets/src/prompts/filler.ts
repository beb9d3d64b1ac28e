import type { Random } from '@sagellm/bench-random';

/** Endless plain English, one word at a time, punctuation on its word: first the opening, then the topic as a sentence. */
export function* promptWords(opening: readonly string[], topic: string, random: Random): Generator<string, never> {
  yield* opening;
  yield* sentence(topic);
  for (;;) yield* sentence(random.pick(SENTENCES)(random));
}

function sentence(text: string): string[] {
  const words = text.trim().split(/\s+/);
  if (words[0] === '') return [];
  return `${words[0]![0]!.toUpperCase()}${words.join(' ').slice(1)}.`.split(' ');
}

const SENTENCES: readonly ((random: Random) => string)[] = [
  (r) => `the ${r.pick(ADJECTIVES)} ${r.pick(NOUNS)} ${r.pick(VERBS)} the ${r.pick(NOUNS)} ${r.pick(ENDS)}`,
  (r) => `${r.pick(ENDS)} one ${r.pick(NOUNS)} ${r.pick(VERBS)} each ${r.pick(ADJECTIVES)} ${r.pick(NOUNS)}`,
  (r) => `if one ${r.pick(NOUNS)} ${r.pick(VERBS)} another, the ${r.pick(NOUNS)} is ${r.pick(ADJECTIVES)}`,
  (r) => `every ${r.pick(NOUNS)} near the ${r.pick(NOUNS)} ${r.pick(VERBS)} it ${r.pick(ENDS)}`,
  (r) => `most of the ${r.pick(ADJECTIVES)} work is done ${r.pick(ENDS)}, and the ${r.pick(NOUNS)} ${r.pick(VERBS)} it`,
];

const listed = (list: string): readonly string[] => list.trim().split(/\s+/);

const NOUNS = listed(`
  answer archive bridge buffer builder cable camera captain carrier chapter city clock cloud coast cursor desk engine
  farmer field filter forest garden gate guide harbour index journal kernel ladder lamp language ledger letter library
  machine map market memory message method mirror model morning mountain network notebook ocean office orchard packet
  painter paper pattern pilot planet queue reader record region report request river road rule sample schedule school
  server signal station stream student summary table teacher teller theatre ticket token tower train valley village
  vessel visitor watcher weather window winter worker writer
`);

const VERBS = listed(`
  answers balances brings builds carries checks collects compares completes copies counts covers describes draws
  explains fills finds follows gathers guards guides hears holds joins keeps knows leads learns leaves lists loads
  measures meets moves names needs notes opens orders paints passes places plans prints reaches reads receives records
  repeats replaces saves sees sends serves shares shows signs sorts starts stores studies teaches tests traces turns
  visits wants watches weighs writes
`);

const ADJECTIVES = listed(`
  able ancient blue brief bright busy calm careful clear clever common cool deep distant early easy empty exact famous
  fast final fresh full gentle grand green heavy hidden honest large late light little local lonely long modern narrow
  new open patient plain proud quick quiet rare ready red rich round safe sharp short silent simple slow small smooth
  soft steady strong sudden tall thin tiny useful warm wide wise wooden young
`);

const ENDS = [
  'after lunch',
  'at dawn',
  'at the same time',
  'before the end of the day',
  'by hand',
  'during the night',
  'for a while',
  'from time to time',
  'in a small room',
  'in good order',
  'in the evening',
  'in the first hour',
  'most of the time',
  'near the old town',
  'now and then',
  'on the other side',
  'once a week',
  'step by step',
  'under light load',
  'under pressure',
  'while others wait',
  'with great care',
  'with little effort',
  'without delay',
] as const;
