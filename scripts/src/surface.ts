#!/usr/bin/env node
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { type Bundle, bundleAll, type Entry, listEntries, printSizes, sizesPath } from "./bundle.ts";
import { writeFiles } from "./output.ts";
import { build } from "./tool.ts";

/**
 * What users of each published package can name, by path from the root of the repository: the exports of each entry, and the declarations
 * behind them without comments. It reads the declarations that were built. What is made of a document is left out: it is committed in
 * folders named `generated`, and an update reports how it changes.
 */
export function reportSurface(root: string, bundles: ReadonlyMap<string, Bundle>): Map<string, string> {
  const entries = listEntries(root);
  // What a name refers to is enough, so nothing is checked and the compiler's own libraries are not needed.
  const options = { module: ts.ModuleKind.NodeNext, noLib: true, types: [] };
  const program = ts.createProgram(
    entries.map(({ declarations }) => join(root, declarations)),
    options,
  );
  const reports = new Map<string, string>();
  for (const folder of new Set(entries.map((entry) => entry.folder))) {
    const own = entries.filter((entry) => entry.folder === folder);
    reports.set(`${folder}/surface.md`, reportPackage(root, program, own, bundles));
  }
  return reports;
}

function reportPackage(
  root: string,
  program: ts.Program,
  entries: Entry[],
  bundles: ReadonlyMap<string, Bundle>,
): string {
  const checker = program.getTypeChecker();
  const dist = `${join(root, entries[0]?.folder ?? "", "dist").replaceAll("\\", "/")}/`;
  const resolve = (symbol: ts.Symbol) =>
    symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const fileOf = (symbol: ts.Symbol) => symbol.declarations?.[0]?.getSourceFile().fileName ?? "";
  const isGenerated = (symbol: ts.Symbol) => fileOf(symbol).includes("/generated/");

  const exported = new Set<ts.Symbol>();
  const sections = entries.map(({ name, declarations }) => {
    const file = program.getSourceFile(join(root, declarations));
    const module = file && checker.getSymbolAtLocation(file);
    if (!module) throw new Error(`${declarations} cannot be read. Run \`npm run build\`.`);
    const symbols = checker.getExportsOfModule(module).filter((symbol) => !isGenerated(resolve(symbol)));
    for (const symbol of symbols) exported.add(resolve(symbol));
    const names = symbols.map((symbol) => symbol.name).sort();
    const atRuntime = new Set(bundles.get(name)?.exports);
    const list = (kind: string, names: string[]) =>
      names.length > 0 ? `\n${kind}:\n\n${names.map((name) => `- \`${name}\`\n`).join("")}` : "";
    return `## ${name}\n${list(
      "Values",
      names.filter((name) => atRuntime.has(name)),
    )}${list(
      "Types",
      names.filter((name) => !atRuntime.has(name)),
    )}`;
  });

  // What a declaration refers to is a part of it, exported or not.
  const seen = new Set(exported);
  const statements = new Map<ts.Statement, boolean>();
  for (const symbol of seen)
    for (const declaration of symbol.declarations ?? []) {
      const statement = statementOf(declaration);
      if (!statement?.getSourceFile().fileName.startsWith(dist) || isGenerated(symbol)) continue;
      statements.set(statement, exported.has(symbol));
      const walk = (node: ts.Node): void => {
        const found = ts.isIdentifier(node) && checker.getSymbolAtLocation(node);
        if (found) seen.add(resolve(found));
        ts.forEachChild(node, walk);
      };
      walk(statement);
    }
  const printer = ts.createPrinter({ removeComments: true });
  const code = [...statements].map(([statement, isExported]) =>
    printer
      .printNode(ts.EmitHint.Unspecified, statement, statement.getSourceFile())
      .replace(/^(export )?(declare )?/, isExported ? "export " : ""),
  );
  return `# The surface of ${entries[0]?.name.split("/").slice(0, 2).join("/")}

<!-- Written by npm run surface. What is made of a document is in the folders named generated, and not repeated here. -->

${sections.join("\n")}
## Declarations

What is not exported is here because what is exported refers to it.

\`\`\`ts
${code.sort(byName).join("\n\n")}
\`\`\`
`;
}

/** The statement of its file that a declaration is, or is in. */
function statementOf(declaration: ts.Declaration): ts.Statement | undefined {
  const node = ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration;
  return ts.isSourceFile(node.parent) ? (node as ts.Node as ts.Statement) : undefined;
}

/** By the name that a declaration declares, then by its whole text. */
function byName(a: string, b: string): number {
  const key = (text: string) =>
    text.replace(/^(?:export )?(?:abstract )?(?:class|const|function|interface|type) /, "");
  return key(a) < key(b) ? -1 : 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = fileURLToPath(new URL("../../", import.meta.url));
  process.exitCode = await build(root);
  if (process.exitCode === 0) {
    const bundles = await bundleAll(root);
    const files = reportSurface(root, bundles);
    files.set(sizesPath, printSizes(bundles));
    const written = writeFiles(root, files);
    console.log(written.length === 0 ? "Nothing changed." : written.join("\n"));
  }
}
