import { dirname, join } from 'node:path';
import { Application, type Comment, type Context, Converter, type DeclarationReflection } from 'typedoc';
import { declarationTexts } from './declaration-text.ts';
import type { Entry } from './read-packages.ts';

/** An exported name: its prose, and the declarations behind it as the source has them. */
export type ExportedName = { name: string; prose: string; code: string[] };

/**
 * What every entry exports, by its specifier, sorted by name. TypeDoc reads the packages and their docstrings; the
 * declarations are shown as they are written, since types inferred from schemas spelled out would be pages of them.
 */
export async function readExports(root: string, entries: readonly Entry[]): Promise<Map<string, ExportedName[]>> {
  const application = await Application.bootstrap({
    entryPoints: entries.map(({ source }) => source),
    basePath: root,
    tsconfig: join(import.meta.dirname, '../tsconfig.packages.json'),
    logLevel: 'Error',
    disableSources: false,
    disableGit: true,
    sourceLinkTemplate: '{path}',
    excludeExternals: true,
    // The type check is `tsc -b`, on the TypeScript that the packages are written for.
    skipErrorChecking: true,
    // What is left out here is shown beside the declaration that needs it.
    validation: false,
  });
  const byFile = new Map<string, ExportedName[]>();
  application.converter.on(Converter.EVENT_RESOLVE_END, (context: Context) => {
    for (const module of context.project.children ?? []) {
      const file = module.sources?.[0]?.fullFileName;
      if (file) byFile.set(file, exportedNames(context, module));
    }
  });
  if (!(await application.convert())) throw new Error('TypeDoc could not read the packages; it said why above');
  return new Map(
    entries.map(({ specifier, source }) => {
      const names = byFile.get(source);
      if (!names || names.length === 0) throw new Error(`${specifier}: TypeDoc found nothing in ${dirname(source)}`);
      return [specifier, names];
    }),
  );
}

function exportedNames(context: Context, module: DeclarationReflection): ExportedName[] {
  const checker = context.programs[0]!.getTypeChecker();
  const exported = new Set(module.children?.map((child) => context.getSymbolFromReflection(child)));
  const byName = new Map<string, ExportedName>();
  for (const child of module.children ?? []) {
    const symbol = context.getSymbolFromReflection(child);
    // A schema and its type share a name, a symbol and a heading.
    if (!symbol || byName.has(child.name)) continue;
    const comment = child.comment ?? child.signatures?.[0]?.comment;
    const code = declarationTexts(checker, symbol, (other) => exported.has(other));
    byName.set(child.name, { name: child.name, prose: proseOf(comment), code });
  }
  return [...byName.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
}

function proseOf(comment: Comment | undefined): string {
  if (!comment) return '';
  const text = (parts: Comment['summary']) =>
    parts
      .map((part) => part.text)
      .join('')
      .trim();
  const tags = comment.blockTags.map((tag) => `- ${tag.tag.slice(1)}: ${text(tag.content).replace(/^- /, '')}`);
  return [text(comment.summary), tags.join('\n')].filter(Boolean).join('\n\n');
}
