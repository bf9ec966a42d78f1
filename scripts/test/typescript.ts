import { basename, join } from "node:path";
import ts from "typescript";
import { createHost, findSources } from "../src/compile.ts";
import { root } from "./tree.ts";

const { config } = ts.readConfigFile(join(root, "tsconfig.base.json"), ts.sys.readFile);
const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root);
const folder = join(root, "in-memory");
const all: ts.CompilerOptions = {
  ...options,
  noEmit: true,
  // Generated interfaces may go unused; everything else stays as strict as in a package.
  types: [],
  lib: ["lib.es2022.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts"],
  paths: { ...findSources(root), "@booking-apis/bookeo-client": [join(folder, "schema.ts")] },
};
const parsed = new Map<string, ts.SourceFile | undefined>();

/** What the compiler says of these files, each in memory or, under packages/, in the place of the real one; under the options of the packages. */
export function compile(files: Record<string, string>): string[] {
  const texts = new Map(
    Object.entries(files).map(([name, text]) => [
      join(name.startsWith("packages/") ? root : folder, name),
      text,
    ]),
  );
  const program = ts.createProgram([...texts.keys()], all, createHost(root, all, texts, parsed));
  return ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => {
    const line = file && start !== undefined ? file.getLineAndCharacterOfPosition(start).line + 1 : 0;
    return `${basename(file?.fileName ?? "")}:${line}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`;
  });
}
