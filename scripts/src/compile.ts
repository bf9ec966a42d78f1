import { globSync, readFileSync } from "node:fs";
import { dirname, join, posix, relative } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { count } from "./words.ts";

/** A place in TypeScript that does not compile. Line and column are 1-based. */
export interface CompileError {
  /** Relative to the root, with forward slashes. */
  file: string;
  line: number;
  column: number;
  /** What is wrong; where the compiler explains at length, its first sentence and its last. */
  message: string;
  /** The compiler's number for it: 2339 is `TS2339`. */
  code: number;
  /** The line of the source, trimmed. */
  source: string;
}

/**
 * What would no longer compile if these files, by path relative to the root, were in the tree: in the packages, their tests and the
 * examples, the files themselves included. Packages find each other's sources, so nothing needs to be built. Writes nothing.
 */
export function findCompileErrors(root: string, files: ReadonlyMap<string, string>): CompileError[] {
  const texts = new Map([...files].map(([path, text]) => [slashed(join(root, path)), text]));
  const { options, fileNames } = readConfig(join(root, "tsconfig.json"));
  const settings = { ...options, paths: findSources(root), configFilePath: undefined };
  const folders = ["packages/", "examples/"].map((folder) => slashed(join(root, folder)));
  const names = [...fileNames, ...texts.keys()].filter(
    (name) => name.endsWith(".ts") && folders.some((folder) => name.startsWith(folder)),
  );
  const host = createHost(root, settings, texts, new Map(), libraries);
  const program = ts.createSemanticDiagnosticsBuilderProgram([...new Set(names)], settings, host);
  // What imports none of these files cannot be broken by them, and checking it would take most of the time.
  const diagnostics = program
    .getSourceFiles()
    .filter((file) => program.getAllDependencies(file).some((path) => texts.has(path)))
    .flatMap((file) => [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)]);
  return ts.sortAndDeduplicateDiagnostics(diagnostics).map((diagnostic) => describe(root, diagnostic));
}

/** Code that was generated from a document does not compile. */
export class GeneratedCodeError extends Error {
  override name = "GeneratedCodeError";

  constructor(errors: readonly CompileError[]) {
    const shown = errors
      .slice(0, 5)
      .map(
        ({ file, line, column, message, source }) => `  ${file}:${line}:${column}: ${message}\n    ${source}`,
      );
    const rest = errors.length > shown.length ? `\n  and ${errors.length - shown.length} more` : "";
    super(
      `The code that was generated does not compile: ${count(errors.length, "error")}.\n${shown.join("\n")}${rest}\n  A document that passes the check should always give code that compiles. Correct in the overlay what this code is generated from, and report this as a bug in the generator.`,
    );
  }
}

/** The repository that these scripts are of: its packages stand in for those that a tree lacks. */
const home = fileURLToPath(new URL("../../", import.meta.url));
/** What does not change while a program runs. */
const libraries = new Map<string, ts.SourceFile | undefined>();

/**
 * The errors in generated TypeScript, given by path relative to the root, when it is compiled with the packages around it. Errors in code
 * of ours that calls it are not included: see `findCompileErrors`. Writes nothing.
 */
export function findGeneratedErrors(root: string, files: ReadonlyMap<string, string>): CompileError[] {
  const generated = [...files].filter(([path]) => path.endsWith(".ts"));
  const texts = new Map(generated.map(([path, text]) => [slashed(join(root, path)), text]));
  const { options } = readConfig(join(home, "tsconfig.json"));
  const clients = generated.flatMap(([path]) => {
    const [, name] = /^packages\/([^/]+-client)\/src\/generated\/schema\.ts$/.exec(path) ?? [];
    if (name === undefined) return [];
    // The types alone stand for a package that is new or not there.
    const entry = [`packages/${name}/src/index.ts`, path].find((file) => files.has(file)) as string;
    const internal = `packages/${name}/src/internal.ts`;
    return [
      [`@booking-apis/${name}`, [slashed(join(root, entry))]],
      [`@booking-apis/${name}/internal`, [slashed(join(root, internal))]],
    ];
  });
  const settings = {
    ...options,
    types: [],
    paths: { ...Object.fromEntries(clients), ...findSources(home), ...findSources(root) },
    configFilePath: undefined,
  };
  const host = createHost(root, settings, texts, new Map(), libraries);
  const program = ts.createProgram([...texts.keys()], settings, host);
  const diagnostics = program
    .getSourceFiles()
    .filter(({ fileName }) => texts.has(fileName))
    .flatMap((file) => [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)]);
  return ts.sortAndDeduplicateDiagnostics(diagnostics).map((diagnostic) => describe(root, diagnostic));
}

function readConfig(path: string): ts.ParsedCommandLine {
  const fail = (diagnostic: ts.Diagnostic): never => {
    throw new Error(`${path}: ${flatten(diagnostic.messageText)}`);
  };
  const config = ts.getParsedCommandLineOfConfigFile(
    path,
    {},
    { ...ts.sys, onUnRecoverableConfigFileDiagnostic: fail },
  );
  if (!config) throw new Error(`${path} cannot be read.`);
  const [error] = config.errors;
  return error ? fail(error) : config;
}

/** Where the source is of each thing that a workspace exports, for `paths`: what is built may be stale or absent. */
export function findSources(root: string): Record<string, string[]> {
  return Object.fromEntries(
    globSync("packages/*/package.json", { cwd: root }).flatMap((path) => {
      const { name, exports }: Manifest = JSON.parse(readFileSync(join(root, path), "utf8"));
      return Object.entries(exports).flatMap(([subpath, target]) => {
        const declarations = typeof target === "string" ? target : target.types;
        const source = declarations.replace(/^\.\/dist\/(.*)\.d\.ts$/, "./src/$1.ts");
        return source.endsWith(".ts")
          ? [[posix.join(name, subpath), [slashed(join(root, dirname(path), source))]]]
          : [];
      });
    }),
  );
}

interface Manifest {
  name: string;
  exports: Record<string, string | { types: string }>;
}

/**
 * The compiler's view of the disk, with strings, by absolute path, in place of some files. It keeps what it parses from the disk in
 * `parsed`, and what it parses from installed libraries in `libraries`.
 */
export function createHost(
  root: string,
  options: ts.CompilerOptions,
  texts: ReadonlyMap<string, string>,
  parsed: Map<string, ts.SourceFile | undefined>,
  libraries = parsed,
): ts.CompilerHost {
  const host = ts.createIncrementalCompilerHost(options);
  const { fileExists, directoryExists, getSourceFile } = host;
  const folders = new Set([...texts.keys()].flatMap(foldersAbove));
  const atHome = (name: string) =>
    name.startsWith(slashed(root)) && !fileExists(name) ? slashed(join(home, name.slice(root.length))) : name;
  host.getCurrentDirectory = () => root;
  host.readFile = (name) => texts.get(name) ?? ts.sys.readFile(atHome(name));
  host.fileExists = (name) => texts.has(name) || fileExists(name) || fileExists(atHome(name));
  host.directoryExists = (name) =>
    folders.has(name) || (directoryExists?.(name) ?? true) || (directoryExists?.(atHome(name)) ?? true);
  host.getSourceFile = (name, ...rest) => {
    if (texts.has(name)) return getSourceFile(name, ...rest);
    const known = name.includes("/node_modules/") ? libraries : parsed;
    if (!known.has(name)) known.set(name, getSourceFile(name, ...rest));
    return known.get(name);
  };
  return host;
}

function foldersAbove(path: string): string[] {
  const folder = posix.dirname(path);
  return folder === path ? [] : [folder, ...foldersAbove(folder)];
}

function describe(root: string, { file, start = 0, messageText, code }: ts.Diagnostic): CompileError {
  if (!file) throw new Error(`The packages cannot be type-checked: ${flatten(messageText)}`);
  const { line, character } = file.getLineAndCharacterOfPosition(start);
  return {
    file: slashed(relative(root, file.fileName)),
    line: line + 1,
    column: character + 1,
    message: flatten(messageText),
    code,
    source: (file.text.split(/\r?\n/)[line] ?? "").trim(),
  };
}

/** The first sentence says what does not fit, the innermost why; those between repeat it for each type on the way. */
function flatten(message: string | ts.DiagnosticMessageChain): string {
  if (typeof message === "string") return message;
  let innermost = message;
  while (innermost.next?.[0]) innermost = innermost.next[0];
  return innermost === message ? message.messageText : `${message.messageText} ${innermost.messageText}`;
}

function slashed(path: string): string {
  return path.replaceAll("\\", "/");
}
