/** Where a text stops being JSON, and V8's words for it without the text itself. */
export type JsonError = { position: number; reason: string };

/** The error of a text that `JSON.parse` refused. */
export function describeJsonError(text: string, error: unknown): JsonError {
  const { message } = error as Error;
  const reason = message.replace(/, (\.\.\.)?".*" is not valid JSON$/s, '').replace(/( in JSON)? at position .*$/s, '');
  return { position: positionIn(message) ?? (isCut(message) ? text.length : firstBadToken(text)), reason };
}

/** V8 does not say where an unexpected token stands; the shortest beginning that is refused for it ends with it. */
function firstBadToken(text: string): number {
  let good = 0;
  let bad = text.length;
  while (bad - good > 1) {
    const middle = (good + bad) >>> 1;
    if (failsInside(text.slice(0, middle))) bad = middle;
    else good = middle;
  }
  return good;
}

/** False where a text is only cut short, or whole. */
function failsInside(text: string): boolean {
  try {
    JSON.parse(text);
    return false;
  } catch (error) {
    const { message } = error as Error;
    return !isCut(message) && (positionIn(message) ?? 0) < text.length;
  }
}

function positionIn(message: string): number | undefined {
  const written = /at position (\d+)/.exec(message)?.[1];
  return written === undefined ? undefined : Number(written);
}

function isCut(message: string): boolean {
  return message === 'Unexpected end of JSON input';
}
