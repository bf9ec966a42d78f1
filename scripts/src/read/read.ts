import type { ReadResult, SourceFile } from "../places.ts";
import { sourceError } from "../problem.ts";
import { readOpenApi3 } from "./openapi3.ts";
import { readRedoclyMarkdown } from "./redocly-markdown/read.ts";
import { readSwagger2 } from "./swagger2/read.ts";
import { parseYaml } from "./yaml.ts";

/** Reads a vendor's source, one file or a folder of Markdown pages, with the reader for its format. */
export function read(files: SourceFile[]): ReadResult {
  const [first, ...rest] = files;
  if (!first) throw new Error("read() needs at least one file");
  if (files.every(({ path }) => path.endsWith(".md"))) return readRedoclyMarkdown(files);
  if (rest[0]) {
    throw sourceError(
      { file: rest[0].path, line: 1, column: 1 },
      "a source of several files must be a folder of Markdown pages",
      "A source is one YAML or JSON document, or a folder with only pages that end in .md.",
    );
  }

  const source = parseYaml(first, sourceError);
  if ("swagger" in source.value) return readSwagger2(source);
  if ("openapi" in source.value) return readOpenApi3(source);
  throw sourceError(
    source.locate([]),
    "neither Swagger nor OpenAPI: the document has no `swagger` and no `openapi` key",
    `It has: ${Object.keys(source.value).slice(0, 8).join(", ")}. Is this the vendor's API description?`,
  );
}
