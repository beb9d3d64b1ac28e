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
  return { message: oneLine(message || JSON.stringify(body), secret), code: code && oneLine(code, secret) };
}

type Found = { message: string | undefined; code: string | undefined };

function find(body: Record<string, unknown>): Found {
  if (isObject(body.error)) return find(body.error);
  if (isObject(body.detail)) return find(body.detail);
  const code = codeOf(body);
  const text = [body.error, body.detail, body.message].find(isText);
  if (text !== undefined) return { message: text, code: code ?? namedIn(text) };
  if (Array.isArray(body.detail)) return findInIssues(body.detail, code);
  return { message: undefined, code };
}

/** FastAPI's list of what is wrong with a request. */
function findInIssues(issues: readonly unknown[], code: string | undefined): Found {
  const first = issues.find(isObject);
  return {
    message: issues.map(describeIssue).join('; '),
    code: code ?? (first && isText(first.type) ? first.type : undefined),
  };
}

/** One entry of it: where, and what. */
function describeIssue(issue: unknown): string {
  if (!isObject(issue)) return String(issue);
  const where = Array.isArray(issue.loc) ? issue.loc.join('.') : '';
  const what = isText(issue.msg) ? issue.msg : JSON.stringify(issue);
  return where ? `${where}: ${what}` : what;
}

/** A named code says more than a type, a type more than a number that repeats the HTTP status. */
function codeOf(body: Record<string, unknown>): string | undefined {
  for (const value of [body.code, body.type, body.error_type]) if (isText(value)) return value;
  const number = [body.code, body.http_status_code].find((value) => typeof value === 'number');
  return number === undefined ? undefined : String(number);
}

/** sageLLM writes its code into the text: `... (code: ErrorCode.UNAVAILABLE)`. */
function namedIn(text: string): string | undefined {
  return /\(code: (?:ErrorCode\.)?(\w+)\)/.exec(text)?.[1];
}
