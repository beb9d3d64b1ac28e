import { oneLine } from '../redact.ts';
import { isObject, isText, parseJson } from './json-shapes.ts';

export type ServerError = { message: string; code: string | undefined };

/**
 * What a server says about an error, in whichever shape: `{error: {message, code}}`, `{error: "text"}`, flat
 * `{message, code}`, `{detail: text | list | {error}}`, or no JSON at all. One line, without the API key.
 */
export function readErrorBody(text: string, secret: string | undefined): ServerError {
  const body = parseJson(text);
  return isObject(body) ? readErrorObject(body, secret) : { message: oneLine(text, secret), code: undefined };
}

export function readErrorObject(body: Record<string, unknown>, secret: string | undefined): ServerError {
  const { message, code } = find(body);
  return { message: oneLine(message ?? JSON.stringify(body), secret), code: code && oneLine(code, secret) };
}

function find(body: Record<string, unknown>): { message: string | undefined; code: string | undefined } {
  if (isObject(body.error)) return find(body.error);
  if (isObject(body.detail)) return find(body.detail);
  const code = codeOf(body);
  if (isText(body.error)) return { message: body.error, code };
  if (isText(body.detail)) return { message: body.detail, code };
  if (Array.isArray(body.detail)) return { message: body.detail.map(describeIssue).join('; '), code };
  return { message: isText(body.message) ? body.message : undefined, code };
}

/** One entry of FastAPI's list: where, and what. */
function describeIssue(issue: unknown): string {
  if (!isObject(issue)) return String(issue);
  const where = Array.isArray(issue.loc) ? issue.loc.join('.') : '';
  const what = isText(issue.msg) ? issue.msg : JSON.stringify(issue);
  return where ? `${where}: ${what}` : what;
}

/** A named code says more than a type, a type more than a number that repeats the HTTP status. */
function codeOf(body: Record<string, unknown>): string | undefined {
  for (const value of [body.code, body.type, body.error_type]) if (isText(value)) return value;
  return typeof body.code === 'number' ? String(body.code) : undefined;
}
