import type { ContractCheck, ContractResult } from '../evaluation/contract-result.ts';
import { limitText, measuredText } from './number-text.ts';
import {
  checkName,
  measurementNotes,
  placeName,
  reasonWords,
  runWords,
  verdictWords,
  withPlainTexts,
} from './words.ts';

/**
 * JUnit XML: a suite for each workload, a test case for each check. A check that keeps the contract from being kept is a
 * failure of type `broken` or `not-measurable`; what may be not measurable, and what is advisory, is skipped. A measurement
 * that is INVALID, and not accepted, is an error in a suite of its own.
 */
export function renderJUnit(result: ContractResult): string {
  const plain = withPlainTexts(result);
  const places = [...new Set(plain.checks.map(placeName))];
  const invalid = invalidMeasurement(plain);
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${attributes({ name: `contract ${plain.contract}`, ...totals(plain.checks, invalid.length > 0) })}>`,
    ...invalid,
    ...places.flatMap((place) => suite(plain, place)),
    '</testsuites>',
  ];
  return `${lines.join('\n')}\n`;
}

function invalidMeasurement(result: ContractResult): string[] {
  const { contract, measurement, run } = result;
  if (measurement?.state !== 'INVALID' || measurement.accepted) return [];
  const counts = { tests: '1', failures: '0', errors: '1', skipped: '0' };
  const message = measurementNotes(result).join(' ');
  return [
    `  <testsuite ${attributes({ name: `${contract} measurement`, ...counts, timestamp: run.started_at })}>`,
    `    <testcase ${attributes({ classname: `${contract}.measurement`, name: 'the numbers can be used', time: '0' })}>`,
    `      <error ${attributes({ type: 'invalid-measurement', message })}/>`,
    '    </testcase>',
    '  </testsuite>',
  ];
}

function suite(result: ContractResult, place: string): string[] {
  const checks = result.checks.filter((check) => placeName(check) === place);
  const name = `${result.contract} ${place}`;
  const facts = {
    measured: runWords(result),
    ...(result.measurement ? { measurement: result.measurement.state } : {}),
    ...(result.simulated ? { simulated: 'true' } : {}),
  };
  return [
    `  <testsuite ${attributes({ name, ...totals(checks), timestamp: result.run.started_at })}>`,
    '    <properties>',
    ...Object.entries(facts).map(([key, value]) => `      <property ${attributes({ name: key, value })}/>`),
    ...result.notes.map((note) => `      <property ${attributes({ name: 'note', value: note })}/>`),
    '    </properties>',
    ...checks.flatMap((check) => testCase(check, `${result.contract}.${place}`)),
    '  </testsuite>',
  ];
}

function testCase(check: ContractCheck, classname: string): string[] {
  const advisory = check.severity === 'advisory' ? ' (advisory)' : '';
  const opening = attributes({ classname, name: `${checkName(check)} ${limitText(check)}${advisory}`, time: '0' });
  const measured = check.measured === undefined ? '' : `${measuredText(check)}, `;
  const says = `${measured}${verdictWords(check)}: ${reasonWords(check)}`;
  const inner = {
    passed: `<system-out>${escapeXml(says)}</system-out>`,
    skipped: `<skipped ${attributes({ message: says })}/>`,
    failed: `<failure ${attributes({ type: check.status, message: says })}>${escapeXml(`${limitText(check)}; ${says}`)}</failure>`,
  }[outcomeOf(check)];
  return [`    <testcase ${opening}>`, `      ${inner}`, '    </testcase>'];
}

function outcomeOf({ status, severity, allowed }: ContractCheck): 'passed' | 'skipped' | 'failed' {
  if (status === 'kept') return 'passed';
  return severity === 'advisory' || allowed ? 'skipped' : 'failed';
}

function totals(checks: readonly ContractCheck[], invalid = false): Record<string, string> {
  const count = (outcome: string) => String(checks.filter((check) => outcomeOf(check) === outcome).length);
  const errors = invalid ? 1 : 0;
  return {
    tests: String(checks.length + errors),
    failures: count('failed'),
    errors: String(errors),
    skipped: count('skipped'),
  };
}

function attributes(values: Record<string, string>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}="${escapeXml(value)}"`)
    .join(' ');
}

/** What XML 1.0 cannot hold at all (controls, lone surrogates) becomes U+FFFD. */
function escapeXml(text: string): string {
  return text
    .toWellFormed()
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
