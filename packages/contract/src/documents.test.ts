import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { goodMetrics, makeReport } from '../__fixtures__/make-report.ts';
import { builtinContracts, evaluateContract, readContract } from './index.ts';

const inRepository = (path: string) => readFile(fileURLToPath(new URL(`../../../${path}`, import.meta.url)), 'utf8');

describe('docs/CONTRACTS.md', () => {
  it('has the rows of the Year contracts, and no others', async () => {
    const document = await inRepository('docs/CONTRACTS.md');
    const rows = [...document.matchAll(/^\| `(\w+)` +\| (mean|value) +\| ([≤≥]) +\| +(\S+) \| +(\S+) \| +(\S+) \|$/gm)];
    const documented = rows.flatMap(([, metric, statistic, sign, ...limits]) =>
      limits.flatMap((limit, i) => (limit === '–' ? [] : [`year${i + 1} ${metric} ${statistic} ${sign} ${limit}`])),
    );
    const coded = builtinContracts.flatMap(({ name, rows: all }) =>
      all.map(
        ({ metric, statistic, comparator, limit }) =>
          `${name} ${metric} ${statistic} ${comparator === '<=' ? '≤' : '≥'} ${limit}`,
      ),
    );
    expect(documented.sort()).toEqual(coded.sort());
    expect(documented).toHaveLength(21);
  });

  it('shows a contract that can be read, and a mistake as it is really told', async () => {
    const document = await inRepository('docs/CONTRACTS.md');
    const contract = /```yaml\n([\s\S]*?)```/.exec(document)![1]!;
    expect(readContract(contract, 'own.yaml').rows).toHaveLength(3);
    const [, message, remedy] = /```\n(own\.yaml:.*)\n {2}(.*)\n```/.exec(document)!;
    const mistaken = contract.replace('description: answers that feel immediate\n', '').replace('ttft_ms', 'tfft_ms');
    expect(() => readContract(mistaken, 'own.yaml')).toThrow(expect.objectContaining({ message, remedy }));
  });
});

describe('examples', () => {
  it('latency.yaml is a contract that a good run keeps', async () => {
    const contract = readContract(await inRepository('examples/contracts/latency.yaml'), 'latency.yaml');
    const result = evaluateContract(makeReport([goodMetrics()]), contract);
    expect(result).toMatchObject({ status: 'kept', counts: { checks: 4, kept: 4 } });
  });

  it('the pipelines measure, and then hold the run to its contract', async () => {
    type GitHub = { jobs: Record<string, { steps: { run?: string }[] }> };
    const github = parse(await inRepository('examples/ci/github.yml')) as GitHub;
    const gitlab = parse(await inRepository('examples/ci/gitlab.yml')) as Record<string, { script: string[] }>;
    const lines = Object.values(github.jobs).flatMap(({ steps }) => steps.flatMap(({ run }) => run ?? []));
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(/^npx -y pnpm@[\d.]+ bench run /);
    expect(lines[1]).toMatch(/^npx -y pnpm@[\d.]+ bench contract .*--junit /);
    expect(gitlab['release-contract']!.script).toEqual(lines);
  });
});
