import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import ts from "typescript";
import { root } from "./tree.ts";

const { config } = ts.readConfigFile(join(root, "tsconfig.base.json"), ts.sys.readFile);
const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root);
const transport = ["dist/index.d.ts", "src/index.ts"]
  .map((path) => join(root, "packages/transport", path))
  .find(existsSync);

/** What the compiler says of these files, each in memory or, under packages/, in the place of the real one; under the options of the packages. */
export function compile(files: Record<string, string>): string[] {
  const folder = join(root, "in-memory");
  const place = (name: string): string => join(name.startsWith("packages/") ? root : folder, name);
  const texts = new Map(Object.entries(files).map(([name, text]) => [place(name), text]));
  const all: ts.CompilerOptions = {
    ...options,
    noEmit: true,
    // Generated interfaces may go unused; everything else stays as strict as in a package.
    types: [],
    lib: ["lib.es2022.d.ts", "lib.dom.d.ts"],
    paths: {
      "@booking-apis/transport": [transport ?? ""],
      "@booking-apis/bookeo-client": [join(folder, "schema.ts")],
    },
  };
  const host = ts.createCompilerHost(all);
  const { getSourceFile, readFile, fileExists } = host;
  host.getSourceFile = (name, version) => {
    const text = texts.get(name);
    return text === undefined ? getSourceFile(name, version) : ts.createSourceFile(name, text, version);
  };
  host.readFile = (name) => texts.get(name) ?? readFile(name);
  host.fileExists = (name) => texts.has(name) || fileExists(name);
  host.directoryExists = () => true;
  const program = ts.createProgram([...texts.keys()], all, host);
  return ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => {
    const line = file && start !== undefined ? file.getLineAndCharacterOfPosition(start).line + 1 : 0;
    return `${basename(file?.fileName ?? "")}:${line}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`;
  });
}
