import { expect, test } from "vitest";
import { readApi } from "../../src/apis.ts";
import { findGeneratedErrors } from "../../src/compile.ts";
import { type PipelineResult, run } from "../../src/pipeline.ts";
import { root } from "../tree.ts";

const apis = ["bookeo", "classes"];
const results = new Map<string, PipelineResult>();
async function resultOf(api: string): Promise<PipelineResult> {
  const result = results.get(api) ?? (await run(readApi(root, api)));
  results.set(api, result);
  return result;
}
const fileOf = ({ files }: PipelineResult, end: string) =>
  [...files].find(([path]) => path.endsWith(end))?.[1] ?? "";

test.each(apis)("every method of %s has one example, which compiles", async (api) => {
  const result = await resultOf(api);
  const resources = fileOf(result, "/generated/resources.ts");
  const examples = [...resources.matchAll(/@example\n((?: {3}\* (?!@|\/).*\n)+)/g)].map(([, lines = ""]) =>
    lines.replaceAll(/^ {3}\* /gm, ""),
  );
  const methods = [...fileOf(result, "/table.ts").matchAll(/"([A-Z]+ \/[^"]*)"/g)];
  expect(examples).toHaveLength(methods.length);
  const use = `import type { Resources } from "./resources.ts";
export async function examples(${api}: Resources) {
${examples.join("\n")}}
`;
  const files = new Map([...result.files, [`packages/sdk/src/${api}/generated/use.ts`, use]]);
  expect(findGeneratedErrors(root, files)).toEqual([]);
});

test.each(apis)(
  "the lists of %s name every method and path, and link to headings that are there",
  async (api) => {
    const result = await resultOf(api);
    const methods = fileOf(result, `/API-${api}.md`);
    const paths = fileOf(result, "/API.md");
    const agents = fileOf(result, "/llms.txt");
    const keys = [...fileOf(result, "/table.ts").matchAll(/"([A-Z]+ \/[^"]*)"/g)].map(([, key = ""]) => key);
    expect(keys.length).toBeGreaterThan(0);
    for (const key of keys) {
      expect(methods).toContain(`[\`${key}\`]`);
      expect(paths).toContain(`## ${key}\n`);
      expect(agents).toContain(` — ${key} — `);
    }
    const headings = [...paths.matchAll(/^## (.+)$/gm)].map(([, heading = ""]) =>
      heading
        .toLowerCase()
        .replaceAll(/[^a-z0-9 _-]/g, "")
        .replaceAll(" ", "-"),
    );
    for (const [, anchor] of methods.matchAll(/API\.md#([^)]+)\)/g)) expect(headings).toContain(anchor);
  },
);

test("no method's documentation says a thing twice, or has a tag that came from the vendor's text", async () => {
  for (const api of apis) {
    const resources = fileOf(await resultOf(api), "/generated/resources.ts");
    for (const [comment] of resources.matchAll(/\/\*\*[\s\S]*?\*\//g)) {
      const tags = [...comment.matchAll(/^\s*\* @(\w+)(?: \{(\w+)\})?/gm)].map(
        ([, tag, type]) => `${tag} ${type ?? ""}`,
      );
      const single = tags.filter((tag) => !/^param /.test(tag));
      expect(new Set(single).size).toBe(single.length);
      expect(single.filter((tag) => !/^(throws \w+|returns |example |deprecated )$/.test(tag))).toEqual([]);
    }
  }
});
