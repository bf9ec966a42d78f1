// Times the pipeline, from read to written text, beside openapi-typescript alone, each run in a process of its own.
//   npm run bench:pipeline [-- <openapi.json> ...]    further documents, such as GitHub's from the npm package @octokit/openapi
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const rounds = 3;
const sizes = [50, 200, 800];

/** An API of so many operations, with a schema for each resource and one for all errors. */
function invented(operations: number): string {
  const ref = (name: string) => ({ schema: { $ref: `#/components/schemas/${name}` } });
  const json = (media: object) => ({ content: { "application/json": media } });
  const paths: Record<string, object> = {};
  const schemas: Record<string, object> = {
    Problem: { type: "object", properties: { message: { type: "string" } } },
  };
  for (let index = 0; index < operations / 2; index++) {
    const name = `Thing${index}`;
    schemas[name] = {
      type: "object",
      required: ["id"],
      properties: {
        id: { type: "string", readOnly: true, description: "Identifies it." },
        kind: { type: "string", enum: ["a", "b", `c${index}`] },
        at: { type: "string", format: "date-time" },
        next: { $ref: `#/components/schemas/Thing${(index + 1) % Math.ceil(operations / 2)}` },
      },
    };
    const responses = (status: string) => ({
      [status]: { description: "OK", ...json(ref(name)) },
      "401": { description: "No key", ...json(ref("Problem")) },
    });
    paths[`/things${index}/{id}`] = {
      parameters: [{ name: "id", in: "path", required: true, schema: { type: "string" } }],
      get: { operationId: `get${name}`, summary: "Get it", responses: responses("200") },
      put: {
        operationId: `put${name}`,
        summary: "Replace it",
        requestBody: { required: true, ...json(ref(name)) },
        responses: responses("200"),
      },
    };
  }
  return JSON.stringify({
    openapi: "3.1.0",
    info: { title: "Things", version: "1" },
    servers: [{ url: "https://things.example" }],
    security: [{ key: [] }],
    paths,
    components: { securitySchemes: { key: { type: "apiKey", in: "header", name: "X-Key" } }, schemas },
  });
}

const textOf = (name: string): string =>
  /^\d+$/.test(name) ? invented(Number(name)) : readFileSync(name, "utf8");

interface Measure {
  seconds: number;
  megabytes: number;
}

/** In a process of its own: runs one of the two on one document. */
async function measure(tool: string, name: string): Promise<Measure> {
  const text = textOf(name);
  const { correct, generate } = await import("../src/pipeline.ts");
  const { default: openapiTypescript, astToString } = await import("openapi-typescript");
  const startedAt = performance.now();
  if (tool === "pipeline")
    await generate(correct({ api: "bench", sources: [{ path: "source.json", text }], overlay: undefined }));
  else astToString(await openapiTypescript(JSON.parse(text), { silent: true }));
  return {
    seconds: (performance.now() - startedAt) / 1000,
    megabytes: process.resourceUsage().maxRSS / 1024,
  };
}

function median(measures: Measure[]): Measure {
  const sorted = measures.toSorted((a, b) => a.seconds - b.seconds);
  return sorted[Math.floor(sorted.length / 2)] as Measure;
}

const [tool, name] = process.argv.slice(2);
if (tool === "--one" && name !== undefined) {
  const [kind = "", document = ""] = name.split(/:(.*)/s);
  process.stdout.write(JSON.stringify(await measure(kind, document)));
} else {
  const documents = [...sizes.map(String), ...process.argv.slice(2)];
  const file = fileURLToPath(import.meta.url);
  const runs = new Map<string, Measure[]>();
  // The two take turns, so that a slow phase of the machine affects both.
  for (let round = 0; round < rounds; round++)
    for (const document of documents)
      for (const kind of ["pipeline", "openapi-typescript"]) {
        const key = `${kind}:${document}`;
        const output = execFileSync(process.execPath, [file, "--one", key], { encoding: "utf8" });
        runs.set(key, [...(runs.get(key) ?? []), JSON.parse(output) as Measure]);
      }
  const row = (...cells: string[]) => `| ${cells.join(" | ")} |`;
  const lines = documents.map((document) => {
    const ours = median(runs.get(`pipeline:${document}`) ?? []);
    const alone = median(runs.get(`openapi-typescript:${document}`) ?? []);
    const pair = (of: keyof Measure, digits: number) => [
      ours[of].toFixed(digits),
      alone[of].toFixed(digits),
      (ours[of] / alone[of]).toFixed(2),
    ];
    const label = /^\d+$/.test(document) ? `${document} operations` : document;
    return row(label, ...pair("seconds", 2), ...pair("megabytes", 0));
  });
  const head = [
    "document",
    "pipeline, s",
    "openapi-typescript, s",
    "ratio",
    "pipeline, MB",
    "openapi-typescript, MB",
    "ratio",
  ];
  process.stdout.write(`${[row(...head), row(...head.map(() => "---")), ...lines].join("\n")}\n`);
}
