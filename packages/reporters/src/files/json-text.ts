/**
 * JSON with two spaces and a line end. JSON has no NaN and no infinity and would write `null`, which reads as "nothing";
 * such a value is a mistake of ours and throws, with its path.
 */
export function jsonText(value: object): string {
  refuseUnwritable(value, []);
  return `${JSON.stringify(value, null, 2)}\n`;
}

function refuseUnwritable(value: unknown, path: string[]): void {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new Error(`${path.join('.')} is ${value}`);
  if (typeof value !== 'object' || value === null) return;
  for (const [key, held] of Object.entries(value)) refuseUnwritable(held, [...path, key]);
}
