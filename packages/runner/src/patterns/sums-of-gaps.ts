/**
 * Moments from gaps: 0, then each gap after the one before. What was drawn is kept (eight bytes a request), so that a
 * moment can be asked again, in any order, and is the same.
 */
export function sumsOfGaps(drawGapMs: () => number): (index: number) => number {
  const moments = [0];
  return (index) => {
    while (moments.length <= index) moments.push(moments.at(-1)! + drawGapMs());
    return moments[index]!;
  };
}
