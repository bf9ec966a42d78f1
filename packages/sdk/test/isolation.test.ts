import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build, type Metafile } from "esbuild";
import { describe, expect, test } from "vitest";

const source = (path: string): string => fileURLToPath(new URL(`../src/${path}`, import.meta.url));

/** What a bundler makes of an import. */
function bundle(contents: string) {
  return build({
    stdin: { contents, resolveDir: source(".."), loader: "ts" },
    bundle: true,
    write: false,
    format: "esm",
    platform: "neutral",
    mainFields: ["module", "main"],
    minify: true,
    metafile: true,
    treeShaking: true,
  });
}

/** The files of which it keeps something. */
async function bundled(contents: string): Promise<Metafile["outputs"][string]["inputs"]> {
  const { metafile } = await bundle(contents);
  const [output] = Object.values(metafile.outputs);
  return Object.fromEntries(
    Object.entries(output?.inputs ?? {}).filter(([, { bytesInOutput }]) => bytesInOutput > 0),
  );
}

describe("one API without the other", () => {
  test.each([
    ["classes", "createClasses", "bookeo"],
    ["bookeo", "createBookeo", "classes"],
  ])("%s pulls in nothing of the other", async (api, create, other) => {
    const inputs = Object.keys(await bundled(`export { ${create} } from "./src/${api}/index.ts";`));
    expect(inputs.some((path) => path.includes(`/${api}/`))).toBe(true);
    expect(inputs.filter((path) => path.includes(`/${other}/`) || path.includes(`${other}-client`))).toEqual(
      [],
    );
    const viaRoot = Object.keys(await bundled(`export { ${create} } from "./src/index.ts";`));
    expect(viaRoot.filter((path) => path.includes(`/${other}/`) || path.includes(`${other}-client`))).toEqual(
      [],
    );
  });

  test("what the API does not need to write its requests is left out", async () => {
    const inputs = Object.keys(await bundled('export { createBookeo } from "./src/bookeo/index.ts";'));
    expect(
      inputs.filter((path) =>
        /body-formats|parameter-styles|limiter|transport\/dist\/transport\.js/.test(path),
      ),
    ).toEqual([]);
  });

  test("an API without listings has nothing of them", async () => {
    const inputs = Object.keys(await bundled('export { createClasses } from "./src/classes/index.ts";'));
    expect(inputs.filter((path) => /paging|windows|cursor|request-list/.test(path))).toEqual([]);
  });

  test.each([
    ["createBookeo", "bookeo", 22_860],
    ["createClasses", "classes", 18_440],
  ])("%s is minified and gzipped within its budget, openapi-fetch included", async (create, api, ground) => {
    const methods = readFileSync(new URL(`../API-${api}.md`, import.meta.url), "utf8").match(/^\| `/gm);
    const budget = ground + 60 * (methods?.length ?? 0);
    const { outputFiles } = await bundle(`export { ${create} } from "./src/${api}/index.ts";`);
    expect(gzipSync(outputFiles[0]?.contents ?? "", { level: 9 }).length).toBeLessThanOrEqual(budget);
  });

  test("the shared limiter brings nothing of an API with it", async () => {
    const inputs = Object.keys(await bundled('export * from "./src/shared-limiter/index.ts";'));
    expect(inputs.some((path) => path.includes("shared-limiter/redis"))).toBe(true);
    expect(inputs.filter((path) => /bookeo|classes|openapi-fetch|sdk\/src\/core/.test(path))).toEqual([]);
  });

  test("what is not used is left out", async () => {
    const inputs = Object.keys(await bundled('export { createBookeo } from "./src/index.ts";'));
    expect(
      inputs.filter((path) =>
        /webhook|find-booking|booking-once|booking-changes|testing|samples|fake|console-hooks|shared-limiter/.test(
          path,
        ),
      ),
    ).toEqual([]);
  });
});

describe("loading the SDK", () => {
  /** Runs a program and says whether undici, which Node's fetch is made of, was loaded by then. */
  function loadsUndici(program: string): boolean {
    const check = "console.log(process.moduleLoadList.some((name) => /undici\\/undici/.test(name)));";
    const { stdout, stderr } = spawnSync(
      process.execPath,
      ["--input-type=module", "--eval", `${program}\n${check}`],
      { encoding: "utf8" },
    );
    expect(stdout, stderr).toMatch(/^(true|false)$/m);
    return stdout.trim() === "true";
  }

  test.each(["index.ts", "bookeo/index.ts", "classes/index.ts"])("does not load undici: %s", (path) => {
    expect(loadsUndici(`await import(${JSON.stringify(source(path))});`)).toBe(false);
  });

  test("creating the SDK does not load undici either, and using a Response does", () => {
    const load = `const { createBookeo } = await import(${JSON.stringify(source("index.ts"))});`;
    expect(loadsUndici(`${load}\ncreateBookeo({ apiKey: "a", secretKey: "b" });`)).toBe(false);
    expect(loadsUndici(`${load}\nResponse;`)).toBe(true);
  });
});
