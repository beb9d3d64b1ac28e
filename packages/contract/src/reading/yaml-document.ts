import { type BenchmarkError, usageError } from '@sagellm/bench-protocol';
import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument, visit } from 'yaml';

type Path = readonly PropertyKey[];

/** A YAML file (JSON is YAML too) whose every value still knows where it stands. */
export type YamlDocument = {
  value: unknown;
  /** Character offset of the value at a path, or of the nearest one around it. */
  offsetOf(path: Path): number;
  /** Character offset of a key itself, e.g. of one that nobody knows. */
  offsetOfKey(path: Path, key: string): number;
  /** A usage error that begins with `file:line:column`. */
  errorAt(offset: number, message: string, remedy?: string): BenchmarkError;
};

/** Throws a usage error with line and column when the text is no YAML. */
export function readYamlDocument(text: string, fileName: string): YamlDocument {
  const lines = new LineCounter();
  const errorAt: YamlDocument['errorAt'] = (offset, message, remedy) => {
    const { line, col } = lines.linePos(offset);
    return usageError(`${fileName}:${line}:${col}: ${message}`, remedy);
  };
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'error' });
  const problem = document.errors[0] ?? document.warnings[0];
  if (problem) throw errorAt(problem.pos[0], problem.message, remedyFor(lineAt(text, problem.pos[0])));

  const offsetOf = (path: Path): number => {
    for (let length = path.length; length > 0; length--) {
      const node: unknown = document.getIn(path.slice(0, length), true);
      if (isNode(node) && node.range) return node.range[0];
    }
    return document.contents?.range?.[0] ?? 0;
  };
  return {
    value: toValue(document, errorAt),
    offsetOf,
    offsetOfKey: (path, key) => {
      const map: unknown = path.length === 0 ? document.contents : document.getIn(path, true);
      const pair = isMap(map)
        ? map.items.find((item) => isScalar(item.key) && String(item.key.value) === key)
        : undefined;
      return (isScalar(pair?.key) ? pair.key.range?.[0] : undefined) ?? offsetOf(path);
    },
    errorAt,
  };
}

function toValue(document: Document, errorAt: YamlDocument['errorAt']): unknown {
  visit(document, {
    Alias(_key, alias) {
      if (!alias.resolve(document)) throw errorAt(alias.range?.[0] ?? 0, `nothing is named &${alias.source} before it`);
    },
  });
  try {
    return document.toJS();
  } catch (error) {
    // More aliases than a file that people write can need.
    throw errorAt(0, (error as Error).message);
  }
}

function remedyFor(line: string): string | undefined {
  return /: *>/.test(line) ? 'YAML takes > for folded text: write min (or max), or quote it: ">="' : undefined;
}

function lineAt(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', Math.max(0, offset - 1)) + 1;
  const end = text.indexOf('\n', offset);
  return text.slice(start, end < 0 ? undefined : end);
}
