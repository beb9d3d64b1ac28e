/** Numbers from 0 to below 1, the same for the same seed. */
export type Dice = () => number;

export function dice(seed: number): Dice {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** One response by the grammar of HTTP/1.1, about half of them broken somewhere; one character a byte. */
export function writeResponse(roll: Dice): string {
  let text = roll() < 0.05 ? pick(roll, ['\r\n', '\n', '\r', ' ', '\0', '\r\n\r\n']) : '';
  while (roll() < 0.12) text += interim(roll);
  text += statusLine(roll) + body(roll);
  if (roll() < 0.05) text += pick(roll, ['\r\n', 'x', 'HTTP/1.1 200 OK\r\n\r\n', '\0']);
  return roll() < 0.35 ? damage(roll, text) : text;
}

/** Cut into reads of any size: whole, byte by byte, or somewhere. */
export function cut(roll: Dice, bytes: Uint8Array): Uint8Array[] {
  const how = roll();
  if (how < 0.3) return [bytes];
  if (how < 0.4) return Array.from(bytes, (_, i) => bytes.subarray(i, i + 1));
  const borders = Array.from({ length: 1 + Math.floor(roll() * 6) }, () => Math.floor(roll() * (bytes.length + 1)));
  const sorted = [0, ...borders.sort((a, b) => a - b), bytes.length];
  return sorted.slice(1).map((border, i) => bytes.subarray(sorted[i]!, border));
}

function statusLine(roll: Dice): string {
  const version = often(roll, 'HTTP/1.1', ['HTTP/1.0', 'HTTP/0.9', 'HTTP/2.0', 'HTTP/1.2', 'http/1.1', 'HTTP/11', 'H']);
  const status = often(roll, '200', ['204', '304', '404', '500', '302', '99', '101', '2000', '600', '20x', '205']);
  const reason = often(roll, ' OK', ['', ' ', ' Not \xe4\x01Found', '  OK', '\t', ' a\nb', ' a\rb', '\r']);
  return `${version} ${status}${reason}${lineEnd(roll)}`;
}

function interim(roll: Dice): string {
  const version = often(roll, 'HTTP/1.1', ['HTTP/1.0']);
  const status = pick(roll, ['100', '102', '103', '199', '101']);
  return `${version} ${status} Wait${lineEnd(roll)}${roll() < 0.5 ? field(roll) : ''}${lineEnd(roll)}`;
}

function field(roll: Dice): string {
  const kind = roll();
  const colon = often(roll, ': ', [':', ':  ', ' : ', ':\t ', '', ':\r\n', ': \r\n ']);
  const end = often(roll, '', [' ', '\t', '  ', '\t ']) + lineEnd(roll);
  if (kind < 0.2) return `${mixedCase(roll, 'connection')}${colon}${connection(roll)}${end}`;
  if (kind < 0.3) return `${mixedCase(roll, 'transfer-encoding')}${colon}${coding(roll)}${end}`;
  if (kind < 0.4) return `${mixedCase(roll, 'content-length')}${colon}${length(roll)}${end}`;
  if (kind < 0.5) return `${pick(roll, ['keep-alive', 'proxy-connection'])}${colon}${connection(roll)}${end}`;
  const name = pick(roll, [
    'x-a',
    'content-type',
    'date',
    'X-Request-Id',
    'a',
    'b c',
    '',
    'a\xe9',
    'set-cookie',
    'x!#',
    'upgrade',
  ]);
  return `${name}${colon}${often(roll, 'text/event-stream', ['', 'a b', '\xe9', 'a\0b', 'a\x7f', '\x01', '"', ','])}${end}`;
}

const connection = (roll: Dice) =>
  pick(roll, [
    'close',
    'keep-alive',
    'Close',
    'x, close',
    'close,x',
    'closed',
    'keep-alive, x',
    'upgrade',
    ' close',
    'a\tb',
    ',close ,',
    'x,\tclose',
    'timeout=5',
  ]);
const coding = (roll: Dice) =>
  pick(roll, [
    'chunked',
    'Chunked',
    'gzip, chunked',
    'chunked, gzip',
    'chunked,',
    ',chunked',
    'xchunked',
    'chunkedx',
    'identity',
    '',
    'gzip ,chunked',
    'chunked;q=1',
    'chunked ,chunked',
    'gzip\t,\tchunked',
  ]);
const length = (roll: Dice) =>
  pick(roll, ['0', '1', '3', '03', '12', ' 2', '2 2', '-1', '+1', '1.0', '0x1', '', '2,2', '1e1']);

function body(roll: Dice): string {
  const fields = Array.from({ length: Math.floor(roll() * 4) }, () => (roll() < 0.8 ? plainField(roll) : field(roll)));
  const kind = roll();
  const data = text(roll);
  if (kind < 0.45) {
    const chunks = chunked(roll);
    fields.splice(Math.floor(roll() * (fields.length + 1)), 0, `transfer-encoding: chunked${lineEnd(roll)}`);
    return `${fields.join('')}${lineEnd(roll)}${chunks}`;
  }
  if (kind < 0.8) {
    const stated = often(roll, data.length, [data.length + 1, data.length - 1, 0]);
    fields.splice(Math.floor(roll() * (fields.length + 1)), 0, `content-length: ${stated}${lineEnd(roll)}`);
  }
  return `${fields.join('')}${lineEnd(roll)}${data}`;
}

const plainField = (roll: Dice) =>
  `${pick(roll, ['content-type', 'date', 'server', 'x-id'])}: ${pick(roll, ['a', 'b, c', 'text/html'])}\r\n`;

function chunked(roll: Dice): string {
  let all = '';
  for (let left = Math.floor(roll() * 4); left > 0; left--) {
    const data = text(roll) || 'x';
    const size = data.length.toString(16);
    const stated = often(roll, size, [
      `0${size}`,
      size.toUpperCase(),
      `${size} `,
      (data.length + 1).toString(16),
      'g',
      '',
      `-${size}`,
    ]);
    all += `${stated}${extension(roll)}${lineEnd(roll)}${data}${lineEnd(roll)}`;
  }
  all += `${often(roll, '0', ['000', '', '0 '])}${extension(roll)}${lineEnd(roll)}`;
  while (roll() < 0.1) all += roll() < 0.5 ? plainField(roll) : field(roll);
  return all + lineEnd(roll);
}

function extension(roll: Dice): string {
  if (roll() < 0.85) return '';
  return pick(roll, [
    ';a',
    ';a=b',
    ';a="b c"',
    ';a="b\\"c"',
    ';a=b;c',
    ';',
    '; a',
    ';a=',
    ';a="b"c',
    ';=b',
    ';;',
    ';a=b=c',
    ';a="\xe9\t"',
    ';a="\x01"',
    ';a="\\\r"',
    ';a b',
    ';a="',
    '\t',
  ]);
}

const lineEnd = (roll: Dice) => (roll() < 0.985 ? '\r\n' : pick(roll, ['\n', '\r', '\r\r', '\r\r\n', '\r\n ', '']));

const text = (roll: Dice) =>
  Array.from({ length: Math.floor(roll() * roll() * 40) }, () =>
    pick(roll, ['a', 'data: ', '\n', '\r\n', '0', '\xff', '\0', '{}']),
  ).join('');

/** Damages a text in one to three places. */
function damage(roll: Dice, whole: string): string {
  let result = whole;
  for (let times = Math.floor(roll() * 3) + 1; times > 0; times--) {
    const at = Math.floor(roll() * (result.length + 1));
    const how = roll();
    if (how < 0.4) result = result.slice(0, at);
    else if (how < 0.6) result = result.slice(0, at) + String.fromCharCode(Math.floor(roll() * 256)) + result.slice(at);
    else if (how < 0.8) result = result.slice(0, at) + result.slice(at + 1);
    else result = result.slice(0, at) + String.fromCharCode(Math.floor(roll() * 256)) + result.slice(at + 1);
  }
  return result;
}

const mixedCase = (roll: Dice, name: string) =>
  roll() < 0.8 ? name : pick(roll, [name.toUpperCase(), name[0]!.toUpperCase() + name.slice(1)]);

/** Mostly the first, sometimes one of the others. */
function often<T>(roll: Dice, usual: T, others: readonly T[]): T {
  return roll() < 0.9 ? usual : pick(roll, others);
}

function pick<T>(roll: Dice, all: readonly T[]): T {
  return all[Math.floor(roll() * all.length)]!;
}
