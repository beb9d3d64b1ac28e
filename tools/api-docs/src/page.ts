import type { ExportedName } from './read-exports.ts';
import type { DocumentedPackage } from './read-packages.ts';

const MADE = '<!-- Made from the docstrings by `pnpm api-docs`. -->';

/** The page of a package: what each of its entries exports, by name. */
export function packagePage(documented: DocumentedPackage, exports: ReadonlyMap<string, ExportedName[]>): string {
  const { name, folder, description, entries } = documented;
  const parts = [`# ${name}`, MADE, `${description} How to use it: [README](../../packages/${folder}/README.md).`];
  const anchorOf = anchors();
  for (const { specifier } of entries) {
    const names = exports.get(specifier)!;
    parts.push(`## \`${specifier}\``);
    parts.push(names.map(({ name }) => `[\`${name}\`](#${anchorOf(name)})`).join(' · '));
    for (const exported of names) parts.push(exportedPart(exported));
  }
  return `${parts.filter(Boolean).join('\n\n')}\n`;
}

function exportedPart({ name, prose, code }: ExportedName): string {
  const block = code.length > 0 ? `\`\`\`ts\n${code.join('\n\n')}\n\`\`\`` : '';
  return [`### ${name}`, prose, block].filter(Boolean).join('\n\n');
}

/** Anchors as GitHub makes them of headings: in lower case, and numbered where a heading comes again. */
function anchors(): (heading: string) => string {
  const seen = new Map<string, number>();
  return (heading) => {
    const anchor = heading.toLowerCase();
    const before = seen.get(anchor) ?? 0;
    seen.set(anchor, before + 1);
    return before === 0 ? anchor : `${anchor}-${before}`;
  };
}

/** The page that leads to the others. */
export function indexPage(packages: readonly DocumentedPackage[]): string {
  const rows = packages.map(({ name, folder, description }) => `| [\`${name}\`](${folder}.md) | ${description} |`);
  return `# What the packages export\n\n${MADE}\n\n| package | |\n|---|---|\n${rows.join('\n')}\n`;
}
