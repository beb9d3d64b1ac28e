import type { Failure, HttpRequest, ResponseSink, Transport } from '@sagellm/bench-protocol';

const example: HttpRequest = {
  method: 'POST',
  path: '/v1/x?y=1',
  headers: { 'content-type': 'application/json' },
  body: Buffer.from('{}'),
};

export type Heard = {
  connectMs: number | undefined;
  sent: number;
  status: number;
  headers: Readonly<Record<string, string>>;
  stamps: number[];
  /** One character a byte. */
  body: string;
  failure: Failure | undefined;
  calls: string[];
};

/** Sends one request and writes down all that its sink hears. */
export function exchange(
  transport: Transport,
  slot = 0,
  during?: (calls: string[]) => void,
  request: HttpRequest = example,
): Promise<Heard> {
  return new Promise((resolve) => {
    const heard: Heard = {
      connectMs: undefined,
      sent: -1,
      status: 0,
      headers: {},
      stamps: [],
      body: '',
      failure: undefined,
      calls: [],
    };
    const note = (call: string) => {
      heard.calls.push(call);
      during?.(heard.calls);
    };
    const sink: ResponseSink = {
      connected: (_, connectMs) => {
        heard.connectMs = connectMs;
        note('connected');
      },
      sent: (_, at) => {
        heard.sent = at;
        note('sent');
      },
      headers: (_, __, status, headers) => {
        heard.status = status;
        heard.headers = headers;
        note('headers');
      },
      data: (_, at, bytes) => {
        heard.stamps.push(at);
        heard.body += Buffer.from(bytes).toString('latin1');
        note('data');
      },
      end: () => {
        note('end');
        resolve(heard);
      },
      fail: (_, __, failure) => {
        heard.failure = failure;
        note('fail');
        resolve(heard);
      },
    };
    transport.send(slot, request, sink);
  });
}
