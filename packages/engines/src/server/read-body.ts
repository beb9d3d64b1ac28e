import type { z } from 'zod';
import { RequestError } from './error-reply.ts';
import type { Exchange } from './exchange.ts';

const MAX_BODY_BYTES = 64 * 2 ** 20;

/** The body as the schema wants it, or a refusal that names the field. */
export async function readBody<Schema extends z.ZodType>(exchange: Exchange, schema: Schema): Promise<z.infer<Schema>> {
  const parsed = schema.safeParse(parseJson(await readText(exchange)));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  const param = issue.path.join('.');
  throw new RequestError(param ? `${param}: ${issue.message}` : issue.message, {
    status: 400,
    code: 'invalid_value',
    ...(param ? { param } : {}),
  });
}

async function readText({ request, signal }: Exchange): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > MAX_BODY_BYTES) {
      throw new RequestError(`the body is larger than ${MAX_BODY_BYTES} bytes`, {
        status: 413,
        code: 'body_too_large',
        headers: { Connection: 'close' },
      });
    }
    parts.push(part);
  }
  signal.throwIfAborted();
  return (parts.length === 1 ? parts[0]! : Buffer.concat(parts)).toString('utf8');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new RequestError(`the body is no JSON: ${(error as Error).message}`, { status: 400, code: 'invalid_json' });
  }
}
