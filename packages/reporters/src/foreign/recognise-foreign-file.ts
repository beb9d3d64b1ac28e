import type { ForeignReading } from './foreign-reading.ts';
import type { ForeignKind, ForeignProduct } from './foreign-report.ts';
import { knownKinds, knownLists } from './known-kinds.ts';
import { isObject } from './loose-json.ts';

/** A file of a Python product. Without `read` it holds no results: settings, a template, one answer. */
export type RecognisedFile = {
  kind: ForeignKind;
  product: ForeignProduct;
  /** In words, for a sentence: `a summary of …`. */
  says: string;
  read?: () => ForeignReading;
};

/** What a JSON value of these products is, or undefined: then it is not one of theirs, or not one that is known. */
export function recogniseForeignFile(value: unknown, fileName: string): RecognisedFile | undefined {
  const [first] = Array.isArray(value) ? value : [value];
  if (!isObject(first) || typeof first.schema === 'string') return undefined;
  const entries = Array.isArray(value) ? value.filter(isObject) : [];
  const found = Array.isArray(value)
    ? knownLists.find(({ is }) => entries.length === value.length && entries.every(is))
    : knownKinds.find(({ is }) => is(first));
  if (!found) return undefined;
  const { kind, product, says, read } = found;
  return {
    kind,
    product,
    says: `${says} of the Python ${product}`,
    ...(read ? { read: () => read(first, fileName, entries) } : {}),
  };
}
