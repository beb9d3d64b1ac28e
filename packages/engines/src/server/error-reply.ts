import { EngineError } from '@sagellm/bench-protocol';

/** A refusal with the request field that caused it and headers of its own. */
export class RequestError extends EngineError {
  readonly param: string | null;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    message: string,
    options: { status: number; code: string; param?: string; headers?: Readonly<Record<string, string>> },
  ) {
    super(message, options);
    this.name = 'RequestError';
    this.param = options.param ?? null;
    this.headers = options.headers ?? {};
  }
}

/** An error in OpenAI's form: the body of a refusal, and the event of a stream that fails. */
export function errorBody(error: EngineError): string {
  return JSON.stringify({
    error: {
      message: error.message,
      type: errorType(error.status),
      param: error instanceof RequestError ? error.param : null,
      code: error.code,
    },
  });
}

/** What is no refusal is a bug: its text goes to the client, its stack stays here. */
export function asEngineError(error: unknown): EngineError {
  if (error instanceof EngineError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new EngineError(`internal error: ${message}`, { status: 500, code: 'internal_error' });
}

function errorType(status: number): string {
  if (status === 401) return 'authentication_error';
  if (status === 429) return 'rate_limit_error';
  return status >= 500 ? 'server_error' : 'invalid_request_error';
}
