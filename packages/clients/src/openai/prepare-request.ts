import {
  type BenchmarkRequest,
  type Endpoint,
  type HttpRequest,
  type Transport,
  usageError,
} from '@sagellm/bench-protocol';
import { parseBaseUrl } from '../base-url.ts';
import type { EngineProfile } from '../profiles/engine-profile.ts';
import type { PreparedHttp } from './packed-requests.ts';
import { chooseEndpoint, wireRequest } from './request-body.ts';

export type RequestMakerOptions = {
  transport: Transport;
  profile: EngineProfile;
  baseUrl: string;
  model: string;
  apiKey?: string;
  endpoint: 'chat' | 'completions';
};

/** Makes requests ready for one server: path, headers and body, and whatever its transport can make ready too. */
export function requestMaker(options: RequestMakerOptions): (request: BenchmarkRequest) => PreparedHttp {
  const { transport, profile, model, apiKey } = options;
  const { prefix } = parseBaseUrl(options.baseUrl);
  if (apiKey !== undefined && !/^[\x21-\x7e]+$/.test(apiKey)) {
    throw usageError('--api-key: the key is empty or has a character that no HTTP header can carry');
  }
  const headers = {
    'content-type': 'application/json',
    'accept-encoding': 'identity',
    ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
  };
  const obeys = profile.exactOutput !== undefined || profile.quirks.tokenPerText === true;

  return (request) => {
    const endpoint: Endpoint = chooseEndpoint(request, options.endpoint);
    const streaming = request.stream && endpoint !== 'embeddings';
    const { path, body } = wireRequest(request, { profile, model, endpoint: options.endpoint });
    const http: HttpRequest = {
      method: 'POST',
      path: prefix + path,
      headers: {
        ...headers,
        accept: streaming ? 'text/event-stream' : 'application/json',
        'x-request-id': request.request_id,
      },
      body: Buffer.from(JSON.stringify(body)),
    };
    return {
      request,
      endpoint,
      forced: request.exact_output && obeys && endpoint !== 'embeddings',
      http: transport.prepare?.(http) ?? http,
    };
  };
}
