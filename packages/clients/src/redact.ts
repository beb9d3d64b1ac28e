const LONGEST_MESSAGE = 2048;

/** One line of at most 2 KB, with the secret cut out: servers like to repeat the key that they refuse. */
export function oneLine(text: string, secret: string | undefined): string {
  const clean = secret ? text.replaceAll(secret, '[api key]') : text;
  return clean.replace(/\s+/g, ' ').trim().slice(0, LONGEST_MESSAGE);
}
