import { createRequire } from 'node:module';

/** What a parser says of a response, stamps and cuts apart. */
export type Parsed = {
  heads: { status: number; keepAlive: boolean }[];
  headers: string[];
  body: string;
  ending: 'complete' | 'broken' | 'unfinished';
  /** Why it is broken, in the parser's own words. */
  reason?: string;
};

/** Node has it; the types that come with Node do not. */
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: Record<string, Record<string, unknown>>) => { exports: object };
};

type Exports = {
  memory: { buffer: ArrayBuffer };
  _initialize(): void;
  malloc(bytes: number): number;
  llhttp_alloc(type: number): number;
  llhttp_free(parser: number): void;
  llhttp_execute(parser: number, at: number, length: number): number;
  llhttp_finish(parser: number): number;
  llhttp_get_error_reason(parser: number): number;
};

const RESPONSE = 2;
const ROOM = 1 << 20;
const require = createRequire(import.meta.url);
const wasm = new WebAssembly.Module(require('undici/lib/llhttp/llhttp_simd-wasm.js'));

let exports: Exports;
let said: Parsed;
let name = '';
let value = '';
let isDone = false;

const text = (at: number, length: number) => Buffer.from(exports.memory.buffer, at, length).toString('latin1');
const instance = new WebAssembly.Instance(wasm, {
  env: {
    wasm_on_url: () => 0,
    wasm_on_status: () => 0,
    wasm_on_message_begin: () => (isDone ? -1 : 0),
    wasm_on_header_field: (_: number, at: number, length: number) => {
      if (value !== '' || name.endsWith(':')) flush();
      name += text(at, length);
      return 0;
    },
    wasm_on_header_value: (_: number, at: number, length: number) => {
      if (!name.endsWith(':')) name += ':';
      value += text(at, length);
      return 0;
    },
    wasm_on_headers_complete: (_: number, status: number, upgrade: number, keepAlive: number) => {
      flush();
      if (upgrade === 1 || status < 100) return -1;
      if (status < 200) {
        said.headers = [];
        return 1;
      }
      // undici's own rule: what must have no body may be followed by one.
      const isSuspect =
        (status === 204 || status === 304) &&
        said.headers.some((header) => /^(content-length: 0*[1-9]|transfer-encoding: ?[^ ])/.test(header));
      said.heads.push({ status, keepAlive: keepAlive === 1 && !isSuspect });
      return 0;
    },
    wasm_on_body: (_: number, at: number, length: number) => {
      said.body += text(at, length);
      return 0;
    },
    wasm_on_message_complete: () => {
      if (said.heads.length > 0) isDone = true;
      return 0;
    },
  },
});
exports = instance.exports as unknown as Exports;
exports._initialize?.();
const room = exports.malloc(ROOM);

/** The parser that undici runs, asked for its opinion without a socket. `closed`: the other side ended the stream. */
export function askLlhttp(reads: readonly Uint8Array[], closed: boolean): Parsed {
  const parser = exports.llhttp_alloc(RESPONSE);
  said = { heads: [], headers: [], body: '', ending: 'unfinished' };
  name = '';
  value = '';
  isDone = false;
  let failed = 0;
  for (const bytes of reads) {
    if (bytes.length > ROOM) throw new Error('a read of the test is too large');
    new Uint8Array(exports.memory.buffer, room, bytes.length).set(bytes);
    failed = exports.llhttp_execute(parser, room, bytes.length);
    if (failed !== 0 || isDone) break;
  }
  if (!isDone && failed === 0 && closed && said.heads.length > 0) failed = exports.llhttp_finish(parser) === 0 ? 0 : -1;
  if (isDone) said.ending = 'complete';
  else if (failed > 0) {
    said.ending = 'broken';
    const at = exports.llhttp_get_error_reason(parser);
    const bytes = new Uint8Array(exports.memory.buffer, at);
    said.reason = text(at, bytes.indexOf(0));
  }
  exports.llhttp_free(parser);
  return said;
}

function flush(): void {
  if (name !== '' && said.heads.length === 0) said.headers.push(`${name.replace(/:$/, '').toLowerCase()}: ${value}`);
  name = '';
  value = '';
}
