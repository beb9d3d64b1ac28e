import type { Calibration, SidedError } from '@sagellm/bench-protocol';
import { toMicrosecond } from '../request/elapsed.ts';
import { errorFigures } from './error-figures.ts';
import type { Joined, JoinedRequest } from './join-truth.ts';

export type InstrumentError = Pick<
  Calibration,
  | 'joined'
  | 'left_out'
  | 'tokens'
  | 'coalesced_tokens'
  | 'ttft_error_ms'
  | 'itl_error_ms'
  | 'itl_bias_ms'
  | 'e2el_error_ms'
  | 'send_lag_ms'
  | 'server_lateness_ms'
>;

/**
 * The errors of joined requests. TTFT told − true = (receipt − send) + (arrival − write) of the first token, and E2EL
 * likewise with the end of the body, so each is the sum of its two sides. The send is in no gap between tokens: the
 * error of an ITL is the difference of two receive sides.
 */
export function instrumentError({ requests, leftOut }: Joined): InstrumentError {
  const gaps = requests.flatMap(({ gaps }) => gaps);
  const figures = {
    ttft_error_ms: sided(requests, ({ tokens }) => tokens[0]),
    itl_error_ms: errorFigures(gaps.map(Math.abs)),
    itl_bias_ms: gaps.length > 0 ? toMicrosecond(gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length) + 0 : undefined,
    e2el_error_ms: sided(requests, ({ end }) => end),
    send_lag_ms: errorFigures(requests.flatMap(({ lag }) => lag ?? [])),
    server_lateness_ms: errorFigures(requests.flatMap(({ lateness }) => lateness)),
  };
  return {
    joined: requests.length,
    left_out: leftOut,
    tokens: requests.reduce((sum, { tokens }) => sum + tokens.length, 0),
    coalesced_tokens: requests.reduce((sum, { coalesced }) => sum + coalesced, 0),
    ...(Object.fromEntries(Object.entries(figures).filter(([, value]) => value !== undefined)) as typeof figures),
  } as InstrumentError;
}

/** Of the requests that have this moment at both ends. */
function sided(
  requests: readonly JoinedRequest[],
  receiveOf: (request: JoinedRequest) => number | undefined,
): SidedError | undefined {
  const pairs = requests.flatMap((request) => {
    const receive = receiveOf(request);
    return receive === undefined ? [] : [{ send: request.send, receive }];
  });
  const total = errorFigures(pairs.map(({ send, receive }) => send + receive));
  const send = errorFigures(pairs.map((pair) => pair.send));
  const receive = errorFigures(pairs.map((pair) => pair.receive));
  return total && send && receive ? { total, send, receive } : undefined;
}
