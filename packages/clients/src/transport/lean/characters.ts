/** Characters of a token, RFC 9110 section 5.6.2: names of headers and of chunk extensions. */
export const isTokenByte = table(/[!#$%&'*+\-.^_`|~0-9A-Za-z]/);

/** Characters of a header value: everything but control characters; a tab is none. */
export const isValueByte = table(/[\t\x20-\x7e\x80-\xff]/);

/** Characters inside the quotes of a chunk extension, RFC 9110 section 5.6.4. */
export const isQuotedByte = table(/[\t \x21\x23-\x5b\x5d-\x7e\x80-\xff]/);

/** Value of a hexadecimal digit, 255 for what is none. */
export const hexValue = Uint8Array.from({ length: 256 }, (_, code) => {
  const character = String.fromCharCode(code);
  return /[0-9a-fA-F]/.test(character) ? Number.parseInt(character, 16) : 255;
});

export const CR = 13;
export const LF = 10;
export const SPACE = 32;
export const TAB = 9;
export const COLON = 58;

function table(pattern: RegExp): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, code) => (pattern.test(String.fromCharCode(code)) ? 1 : 0));
}
