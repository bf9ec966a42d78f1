import { copyFileSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { here, installed, node, project, run, write } from "../tools.ts";

/** How a program is compiled: the columns of the table. */
const settings = {
  bundler: { module: "esnext", moduleResolution: "bundler", file: "consumer.mts" },
  "nodenext, ES module": { module: "nodenext", file: "consumer.mts" },
  "nodenext, CommonJS": { module: "nodenext", file: "consumer.cts" },
  "node16, ES module": { module: "node16", file: "consumer.mts" },
  "node16, CommonJS": { module: "node16", file: "consumer.cts" },
  node10: { module: "esnext", moduleResolution: "node10", file: "consumer.mts" },
  "nodenext, Node's types instead of DOM": {
    module: "nodenext",
    file: "consumer.mts",
    lib: [],
    types: ["node"],
  },
  "nodenext, neither": { module: "nodenext", file: "consumer.mts", lib: [] },
} satisfies Record<string, Setting>;

interface Setting {
  module: string;
  moduleResolution?: string;
  file: string;
  lib?: string[];
  types?: string[];
}

export type SettingName = keyof typeof settings;
export const settingNames = Object.keys(settings) as SettingName[];

const compilers = {
  "5.5": "typescript55",
  "5.9": "typescript59",
  "6.0": "typescript6",
  "7.0": "typescript7",
};
type Compiler = keyof typeof compilers;

/** The first error that a user reads, where it is known, by setting and compiler. Every other error fails the command, and so does one that no longer comes. */
const known: Partial<Record<SettingName, Partial<Record<Compiler, string>>>> = {
  "nodenext, CommonJS": { "5.5": "TS1479" },
  "node16, CommonJS": { "5.5": "TS1479", "5.9": "TS1479", "6.0": "TS1479", "7.0": "TS1479" },
  node10: { "5.5": "TS2307", "5.9": "TS2307", "6.0": "TS5107", "7.0": "TS5108" },
  "nodenext, neither": { "5.5": "TS2304", "5.9": "TS2304", "6.0": "TS2304", "7.0": "TS2304" },
};

/** What a user reads in place of a program that compiles. */
export const explanations: Record<string, string> = {
  TS1479:
    "TS1479, “The current file is a CommonJS module whose imports will produce 'require' calls; however, the referenced file is an ECMAScript module”: use `nodenext` with TypeScript 5.8 or newer, or `bundler`.",
  TS2307:
    "TS2307, “Cannot find module '@booking-apis/sdk/bookeo' or its corresponding type declarations”: `node10` reads no `exports`. Use `bundler` or `nodenext`.",
  TS5107:
    "TS5107, “Option 'moduleResolution=node10' is deprecated and will stop functioning in TypeScript 7.0”. Use `bundler` or `nodenext`.",
  TS5108: "TS5108, “Option 'moduleResolution=node10' has been removed”. Use `bundler` or `nodenext`.",
  TS2304:
    "TS2304, “Cannot find name 'Request'”: the types of `fetch` come from the lib `DOM` or from `@types/node`. One of them is needed.",
};

export interface Compiled {
  id: string;
  version: string;
  /** The codes of the errors by setting, `""` where it compiles. */
  codes: Record<SettingName, string>;
  /** What is not as known. */
  problems: string[];
}

export const typescriptIds = Object.keys(compilers).map((version) => `typescript-${version}`);

/** Compiles the same program in every setting, with `strict` and without. `skipLibCheck` is off. */
export async function compileWith(id: string): Promise<Compiled> {
  const compiler = id.replace("typescript-", "") as Compiler;
  const name = compilers[compiler];
  const { version } = JSON.parse(readFileSync(installed(`${name}/package.json`), "utf8")) as {
    version: string;
  };
  const problems: string[] = [];
  const codes = {} as Compiled["codes"];
  mkdirSync(join(project, id), { recursive: true });
  for (const extension of ["mts", "cts"])
    copyFileSync(join(here, "fixtures/consumer.ts"), join(project, id, `consumer.${extension}`));
  for (const setting of settingNames) {
    const expected = known[setting]?.[compiler] ?? "";
    const found = await Promise.all([true, false].map((strict) => compile(id, name, setting, strict)));
    for (const [index, { code, output }] of found.entries())
      if (code !== expected)
        problems.push(
          `${setting}, strict ${index === 0 ? "on" : "off"}: expected ${expected || "no error"}, found ${code || "none"}\n${output.slice(0, 1_000)}`,
        );
    codes[setting] = [...new Set(found.map(({ code }) => code))].join(" or ");
  }
  return { id, version, codes, problems };
}

async function compile(
  id: string,
  compiler: string,
  settingName: SettingName,
  strict: boolean,
): Promise<{ code: string; output: string }> {
  const { file, lib = ["DOM", "DOM.Iterable"], types = [], ...resolution }: Setting = settings[settingName];
  const config = {
    compilerOptions: {
      ...resolution,
      target: "es2022",
      lib: ["ES2022", ...lib],
      types,
      typeRoots: [installed("@types")],
      strict,
      skipLibCheck: false,
      noEmit: true,
    },
    files: [file],
  };
  const name = `${id}/${settingName.replace(/\W+/g, "-")}-${strict}.json`;
  const { code, output } = await run(node, [
    installed(`${compiler}/bin/tsc`),
    "--pretty",
    "false",
    "-p",
    write(name, JSON.stringify(config)),
  ]);
  const [first = "it did not run"] = /(?<=error )TS\d+/.exec(output) ?? [];
  return { code: code === 0 ? "" : first, output };
}
