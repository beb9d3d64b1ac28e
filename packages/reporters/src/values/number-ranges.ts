/** A number that stands alone: not the 5 of `Q5`, not the 95 of `p95`. */
const NUMBER = /(?<![\p{L}\p{N}_.])\d+(?:,\d{3})*(?:\.\d+)?(?![\p{L}\p{N}_])/gu;

/** Texts that differ in their numbers alone have the same shape. */
export function shapeOf(text: string): string {
  return text.replace(NUMBER, '#');
}

/** Texts of one shape as one: `largest of 3 samples` and `largest of 8 samples` are `largest of 3 to 8 samples`. */
export function withRanges(texts: readonly string[]): string {
  const numbers = texts.map((text) => text.match(NUMBER) ?? []);
  let position = 0;
  return texts[0]!.replace(NUMBER, () => {
    const here = numbers.map((row) => row[position]!).sort((a, b) => numberOf(a) - numberOf(b));
    position++;
    return rangeText(here[0]!, here.at(-1)!);
  });
}

/** `3 to 8`, or `3` where both ends read the same. */
export function rangeText(least: string, most: string): string {
  return least === most ? least : `${least} to ${most}`;
}

function numberOf(number: string): number {
  return Number(number.replaceAll(',', ''));
}
