import type { Contract, ContractRow, ContractStatistic } from '../contracts/contract.ts';
import { metricDefinition } from '../contracts/contract-metrics.ts';
import { findContract } from '../contracts/year-contracts.ts';
import { ContractFile } from './contract-file.ts';
import { explainIssue, type Finding } from './explain-issue.ts';
import { readYamlDocument, type YamlDocument } from './yaml-document.ts';

/**
 * A contract from the text of a YAML file. `fileName` only stands in messages.
 *
 * Throws a usage error that begins with `file:line:column` and says what to write instead: for broken YAML, unknown
 * keys and metrics, values of the wrong kind, and rows that could promise nothing or that have two meanings.
 */
export function readContract(text: string, fileName: string): Contract {
  const document = readYamlDocument(text, fileName);
  const parsed = ContractFile.safeParse(document.value);
  const findings = parsed.success
    ? [...wholeFindings(parsed.data, document), ...parsed.data.rows.flatMap((row, i) => rowFindings(row, i, document))]
    : parsed.error.issues.map((issue) => explainIssue(issue, document));
  const place = ({ missing, offset }: Finding) => (missing ? text.length : 0) + offset;
  const first = findings.toSorted((a, b) => place(a) - place(b))[0];
  if (first) throw document.errorAt(first.offset, first.message, first.remedy);

  const { name, description, rows } = parsed.data!;
  return { name, ...(description === undefined ? {} : { description }), rows: rows.map(toRow) };
}

type FileRow = ContractFile['rows'][number];

function wholeFindings({ name, rows }: ContractFile, document: YamlDocument): Finding[] {
  const findings: Finding[] = [];
  if (findContract(name)) {
    findings.push({
      offset: document.offsetOf(['name']),
      message: `"${name}" is the name of a built-in contract`,
      remedy: 'give this one a name of its own, so that its verdict is not taken for the other',
    });
  }
  if (rows.every((row) => row.severity === 'advisory')) {
    findings.push({
      offset: document.offsetOf(['rows']),
      message: 'every row is advisory, so this contract promises nothing',
      remedy: 'write "severity: required" in at least one row',
    });
  }
  return findings;
}

function rowFindings(row: FileRow, index: number, document: YamlDocument): Finding[] {
  const { key, unit, shape } = metricDefinition(row.metric);
  const at = (field: string, message: string, remedy: string): Finding => ({
    offset: document.offsetOf(['rows', index, field]),
    message,
    remedy,
  });
  const findings: Finding[] = [];
  if (row.statistic !== undefined && row.percentile !== undefined) {
    findings.push(at('percentile', 'a row has a statistic or a percentile, not both', 'make two rows of it'));
  } else if (shape === 'number' && (row.percentile ?? row.statistic ?? 'value') !== 'value') {
    const field = row.percentile === undefined ? 'statistic' : 'percentile';
    findings.push(at(field, `${key} is one number for a workload and has no ${row[field]}`, `leave ${field} away`));
  } else if (shape === 'distribution' && row.percentile === undefined && (row.statistic ?? 'value') === 'value') {
    const remedy = 'write "statistic: mean" (or min, max), or "percentile: p95"';
    findings.push(at('statistic', `${key} is a distribution: which number of it?`, remedy));
  }
  if (unit === 'share 0..1' && row.limit > 1) {
    const meant = row.limit <= 100 ? `did you mean ${Number((row.limit / 100).toPrecision(12))}?` : 'write 0..1';
    findings.push(at('limit', `${key} is a share of 0..1, so a limit of ${row.limit} says nothing`, meant));
  }
  return findings;
}

function toRow({ metric, statistic, percentile, comparator, limit, severity, workloads }: FileRow): ContractRow {
  const filters = [workloads ?? []].flat().flatMap((filter) => filter.split(',').map((name) => name.trim()));
  return {
    metric,
    statistic: percentile === undefined ? (statistic ?? 'value') : (percentile.replace('.', '') as ContractStatistic),
    comparator: comparator === 'max' || comparator === '<=' ? '<=' : '>=',
    limit,
    severity,
    ...(filters.length > 0 ? { workloads: filters } : {}),
  };
}
