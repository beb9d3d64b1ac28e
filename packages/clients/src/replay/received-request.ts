export type ReceivedRequest = { line: string; headers: Readonly<Record<string, string>>; body: string };

/** The first whole request in what a client has sent, and how many bytes it takes. */
export function takeRequest(bytes: Buffer): { received: ReceivedRequest; length: number } | undefined {
  const border = bytes.indexOf('\r\n\r\n');
  if (border < 0) return undefined;
  const [line, ...rows] = bytes.subarray(0, border).toString('latin1').split('\r\n');
  const headers = Object.fromEntries(
    rows.map((row) => {
      const colon = row.indexOf(':');
      return [row.slice(0, colon).toLowerCase(), row.slice(colon + 1).trim()];
    }),
  );
  const length = border + 4 + Number(headers['content-length'] ?? 0);
  if (bytes.length < length) return undefined;
  return { received: { line: line!, headers, body: bytes.subarray(border + 4, length).toString() }, length };
}
