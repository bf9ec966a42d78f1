import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";
import { root } from "./support.ts";

/** The declarations of every entry point of every package that is published. */
const entries = globSync("packages/*/package.json", { cwd: root }).flatMap((path) => {
  const { private: isPrivate, exports } = JSON.parse(readFileSync(join(root, path), "utf8"));
  if (isPrivate) return [];
  return Object.values<string | { types: string }>(exports).flatMap((target) =>
    typeof target === "string" ? [] : [join(dirname(path), target.types)],
  );
});

/** What openapi-typescript writes, and no user does. */
const machinery = new Set(["paths", "webhooks", "components", "operations", "$defs"]);

test.each(entries.sort())("an editor has something to say about all that %s exports", (entry) => {
  const program = ts.createProgram([join(root, entry)], {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    skipLibCheck: true,
  });
  const checker = program.getTypeChecker();
  const file = program.getSourceFile(join(root, entry)) as ts.SourceFile;
  const isSilent = (symbol: ts.Symbol) =>
    symbol.getDocumentationComment(checker).length === 0 && symbol.getJsDocTags(checker).length === 0;
  const exported = checker.getExportsOfModule(checker.getSymbolAtLocation(file) as ts.Symbol);
  expect(exported.length).toBeGreaterThan(1);
  const silent = exported
    .filter(({ name }) => !machinery.has(name))
    .map((symbol) => (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol))
    .filter((symbol) => !isModel(symbol))
    .flatMap((symbol) => [
      ...(isSilent(symbol) ? [symbol.name] : []),
      ...membersOf(symbol, checker)
        .filter(isSilent)
        .map((member) => `${symbol.name}.${member.name}`),
    ]);
  expect(silent).toEqual([]);
});

/** The vendor's models say what the vendor says. */
function isModel({ declarations = [] }: ts.Symbol): boolean {
  return declarations.some((declaration) =>
    /\/generated\/schema\./.test(declaration.getSourceFile().fileName),
  );
}

/** The members of a class or an interface that we write. */
function membersOf(symbol: ts.Symbol, checker: ts.TypeChecker): ts.Symbol[] {
  const [declaration] = symbol.declarations ?? [];
  if (!declaration || !(ts.isClassDeclaration(declaration) || ts.isInterfaceDeclaration(declaration)))
    return [];
  if (/\/generated\/resources\./.test(declaration.getSourceFile().fileName)) return [];
  return declaration.members.flatMap(({ name }) => {
    const member = name && !ts.isPrivateIdentifier(name) ? checker.getSymbolAtLocation(name) : undefined;
    return member ? [member] : [];
  });
}
