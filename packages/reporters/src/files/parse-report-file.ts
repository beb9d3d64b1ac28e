import { type BenchmarkReport, usageError } from '@sagellm/bench-protocol';
import type { Doubt, ForeignReport } from '../foreign/foreign-report.ts';
import { foreignReport } from '../foreign/read-foreign-file.ts';
import { recogniseForeignFile } from '../foreign/recognise-foreign-file.ts';
import { parseSummaryFile } from './parse-summary-file.ts';

export type ReportFile = { kind: 'ours'; report: BenchmarkReport } | { kind: 'foreign'; report: ForeignReport };

/**
 * A report of this program, or a result file of the Python products `isagellm-benchmark` and
 * `isagellm-control-plane-benchmark`. Anything else is a usage error that names the file and what it is.
 */
export function parseReportFile(text: string, fileName: string): ReportFile {
  const { value, doubts } = looseJson(text);
  const file = recogniseForeignFile(value, fileName);
  if (file?.read) return { kind: 'foreign', report: foreignReport({ ...file, read: file.read }, fileName, doubts) };
  if (file)
    throw usageError(
      `${fileName}: ${file.says}, without results`,
      'name a file with results, as benchmark_summary.json',
    );
  if (value === undefined) refuseTable(text, fileName);
  return { kind: 'ours', report: parseSummaryFile(text, fileName) };
}

/** Python writes NaN and Infinity, which JSON has not; they are read as absent, and that is said. */
function looseJson(text: string): { value?: unknown; doubts: Doubt[] } {
  const plain = text.replace(/^\uFEFF/, '');
  const strict = parsed(plain);
  if (strict) return { ...strict, doubts: [] };
  const mended = parsed(plain.replace(/(?<=[:[,]\s*)(?:NaN|-?Infinity)(?=\s*[,\]}])/g, 'null'));
  return { ...mended, doubts: mended ? [NOT_JSON] : [] };
}

const NOT_JSON: Doubt = {
  code: 'not-a-number',
  says: 'the file holds NaN or Infinity, shown here as –',
  because: 'the Python product writes them where it divided by nothing or found no value; JSON has no such numbers',
};

function parsed(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

/** The tables of the control-plane product lose what the JSON beside them says. */
function refuseTable(text: string, fileName: string): void {
  if (/^\uFEFF?policy,throughput_rps,/.test(text))
    throw usageError(
      `${fileName}: a CSV table of the Python isagellm-control-plane-benchmark, without the requests behind its numbers`,
      'name the JSON file beside it, which has the same numbers and the requests',
    );
}
