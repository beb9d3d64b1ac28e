/** A command as the overview lists it. */
export type CommandLine = { command: string; describe: string };

const examples: readonly (readonly [line: string, what: string])[] = [
  ['run', 'Q1–Q8 on llama.cpp on this CPU'],
  ['run --workload short --backend mock', 'instant, in virtual time'],
  ['run --backend vllm --url http://127.0.0.1:8000/v1 --rate 20 --duration 30', 'an open loop against a server'],
  ['sweep --concurrency 1,2,4,8 --workload Q5', 'the same at several loads, and the curve'],
  ['report --format markdown --output REPORT.md', 'the last run as a document'],
  ['explain tpot', 'the definition of TPOT'],
];

/**
 * What `--help` without a command shows. Plain text, so that the commonest question is answered without loading a
 * parser: that takes longer than Node itself takes to start.
 */
export function overview(name: string, commands: readonly CommandLine[]): string {
  return [
    `${name} <command> [options]`,
    '',
    'The measuring instrument for LLM serving.',
    '',
    'Commands:',
    ...columns(commands.map(({ command, describe }) => [command, describe])),
    '',
    'Options:',
    ...columns([
      ['-h, --help', 'this overview; behind a command, all about it'],
      ['-V, --version', 'the version'],
    ]),
    '',
    'Examples:',
    ...columns(examples.map(([line, what]) => [`${name} ${line}`, what])),
    '',
    'Exit codes: 0 done · 1 fault · 2 usage · 3 a promise not kept · 4 invalid measurement · 130/143 interrupted',
    '',
  ].join('\n');
}

/** Two columns; a left side that is too long puts its right side on the next line. */
function columns(rows: readonly (readonly [string, string])[]): string[] {
  const fitting = rows.map(([left]) => left.length).filter((length) => length <= 50);
  const width = Math.max(...fitting, 0);
  return rows.map(([left, right]) =>
    left.length <= width ? `  ${left.padEnd(width)}  ${right}` : `  ${left}\n  ${' '.repeat(width)}  ${right}`,
  );
}
