import ts from 'typescript';

/** A schema longer than this, or a table of data, is shown by its type alone. */
const LONGEST_VALUE = 6_000;

/**
 * The declarations of a symbol as the source has them, without bodies; then those of the types that they name and that
 * nobody can import (`isExported` knows), each once.
 */
export function declarationTexts(
  checker: ts.TypeChecker,
  symbol: ts.Symbol,
  isExported: (symbol: ts.Symbol) => boolean,
): string[] {
  const texts: string[] = [];
  const seen = new Set([symbol]);
  const queue = [symbol];
  for (let next = queue.shift(); next; next = queue.shift()) {
    for (const declaration of next.declarations ?? []) {
      const text = textOf(declaration, checker);
      if (text === undefined) continue;
      texts.push(text);
      for (const named of namedTypes(declaration, checker)) {
        if (seen.has(named) || isExported(named) || !isOurs(named)) continue;
        seen.add(named);
        queue.push(named);
      }
    }
  }
  return texts;
}

function textOf(declaration: ts.Declaration, checker: ts.TypeChecker): string | undefined {
  if (ts.isFunctionDeclaration(declaration)) return withoutBody(declaration, declaration.body);
  if (ts.isClassDeclaration(declaration)) return classText(declaration);
  if (ts.isTypeAliasDeclaration(declaration) || ts.isInterfaceDeclaration(declaration)) return declaration.getText();
  if (ts.isVariableDeclaration(declaration)) return variableText(declaration, checker);
  return undefined;
}

function withoutBody(declaration: ts.Node, body: ts.Node | undefined): string {
  const text = declaration.getText();
  const head = body ? text.slice(0, body.getStart() - declaration.getStart()).trimEnd() : text;
  // That a function awaits inside is no part of what it promises; its return type says what it gives.
  return head.replace(/^(export )?async /, '$1');
}

function classText(declaration: ts.ClassDeclaration): string {
  const first = declaration.members[0];
  const head = declaration
    .getText()
    .slice(0, declaration.members.pos - declaration.getStart())
    .trimEnd();
  if (!first) return `${head} }`;
  const lines = declaration.members.filter(isShown).map((member) => {
    const comment = member
      .getFullText()
      .slice(0, member.getStart() - member.getFullStart())
      .trim();
    const body = 'body' in member ? (member.body as ts.Node | undefined) : undefined;
    const text = ts.isPropertyDeclaration(member) ? propertyText(member) : withoutBody(member, body);
    return `${comment ? `  ${comment}\n` : ''}  ${text.replace(/;$/, '')};`;
  });
  return `${head}\n${lines.join('\n')}\n}`;
}

function isShown(member: ts.ClassElement): boolean {
  if (ts.isClassStaticBlockDeclaration(member)) return false;
  if (member.name && ts.isPrivateIdentifier(member.name)) return false;
  return !(ts.getCombinedModifierFlags(member) & ts.ModifierFlags.Private);
}

function propertyText(member: ts.PropertyDeclaration): string {
  if (!member.type || !member.initializer) return member.getText();
  return withoutBody(member, member.initializer).replace(/\s*=$/, '');
}

/** A schema is its own best description; other values are their type. */
function variableText(declaration: ts.VariableDeclaration, checker: ts.TypeChecker): string {
  const { name, type, initializer } = declaration;
  if (type) return `export const ${name.getText()}: ${type.getText()};`;
  const value = initializer?.getText() ?? '';
  if (value.length > 0 && value.length <= LONGEST_VALUE) return `export const ${name.getText()} = ${value};`;
  return `export const ${name.getText()}: ${checker.typeToString(checker.getTypeAtLocation(declaration))};`;
}

/** Types that a declaration names, bodies left aside. */
function namedTypes(declaration: ts.Declaration, checker: ts.TypeChecker): ts.Symbol[] {
  const found: ts.Symbol[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isBlock(node) || (ts.isClassElement(node) && !isShown(node))) return;
    const name = ts.isTypeReferenceNode(node)
      ? node.typeName
      : ts.isExpressionWithTypeArguments(node)
        ? node.expression
        : undefined;
    const symbol = name && checker.getSymbolAtLocation(name);
    if (symbol) found.push(symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol);
    ts.forEachChild(node, visit);
  };
  visit(declaration);
  return found.filter((symbol) => !(symbol.flags & ts.SymbolFlags.TypeParameter));
}

/** Of the package itself: types of other packages have pages of their own. */
function isOurs(symbol: ts.Symbol): boolean {
  const file = symbol.declarations?.[0]?.getSourceFile().fileName ?? '';
  return file.includes('/packages/') && !file.includes('/node_modules/') && !file.includes('/packages/protocol/');
}
