import { readFileSync } from "node:fs";
import { createLogger } from "@stoplight/prism-core";
import { getHttpOperationsFromSpec } from "@stoplight/prism-http";
import { createServer } from "@stoplight/prism-http-server";
import { sample } from "openapi-sampler";
import { parse } from "yaml";
import { isJson, type OpenApi, resolve, templateNames } from "./document.ts";
import { sampleContent } from "./samples.ts";
import { createSpec, type SpecContent } from "./spec.ts";
import { wireFormOf } from "./wire-form.ts";

export interface Mock {
  /** Without the path of the document's own servers: Prism serves the paths alone. */
  url: string;
  close(): Promise<void>;
}

/** Starts a Prism mock of an OpenAPI document, given as a file or an object, on a free port of the loopback interface. */
export async function startMock(openapi: string | object): Promise<Mock> {
  const document = typeof openapi === "string" ? parse(readFileSync(openapi, "utf8")) : openapi;
  const operations = await getHttpOperationsFromSpec(prepare(document));
  const server = createServer(operations, {
    cors: false,
    components: { logger: createLogger("prism", { level: "silent" }) },
    config: {
      isProxy: false,
      upstreamProxy: undefined,
      checkSecurity: true,
      validateRequest: true,
      validateResponse: true,
      errors: false,
      mock: { dynamic: false },
    },
  });
  const url = await server.listen(0, "127.0.0.1");
  return { url, close: () => server.close() };
}

/** The document in a form that Prism can serve, without a change of what it says. */
function prepare(source: OpenApi): object {
  const document = withoutExtensions(source) as OpenApi;
  for (const [path, item] of Object.entries<OpenApi>(document.paths)) {
    const merged = path.split("/").map(mergeParameters).join("/");
    if (merged === path) continue;
    delete document.paths[path];
    document.paths[merged] = withPathParameters(document, item, templateNames(merged));
  }
  addExamples(document);
  leaveToOthers(document);
  return document;
}

/** Leaves what Prism reads differently from OpenAPI to our own checks of a request: forms, and values that are not plain. */
function leaveToOthers(document: OpenApi): void {
  const simplify = (parameters: OpenApi[] = []) =>
    parameters.map((reference) => {
      const parameter = resolve(document, reference);
      const { style, shape } = wireFormOf(document, parameter);
      const { name, in: location, required } = parameter;
      const isPlain = shape === "value" && style !== "json" && style !== "label" && style !== "matrix";
      return isPlain
        ? parameter
        : { name, in: location, required: location === "path" && required, schema: {} };
    });
  for (const item of Object.values<OpenApi>(document.paths)) {
    if (item.parameters) item.parameters = simplify(item.parameters);
    for (const operation of Object.values<OpenApi>(item)) {
      if (operation.parameters) operation.parameters = simplify(operation.parameters);
      if (!operation.requestBody) continue;
      operation.requestBody = structuredClone(resolve(document, operation.requestBody));
      for (const [mediaType, media] of Object.entries<OpenApi>(operation.requestBody.content ?? {}))
        if (!isJson(mediaType)) media.schema = {};
    }
  }
}

/** Prism knows segments that are one parameter, and no others: `{year}-{month}.csv` becomes `{year_month}`. */
function mergeParameters(segment: string): string {
  const names = templateNames(segment);
  return names.length === 0 || segment === `{${names[0]}}` ? segment : `{${names.join("_")}}`;
}

function withPathParameters(document: OpenApi, item: OpenApi, names: string[]): OpenApi {
  const isElsewhere = (parameter: OpenApi) => resolve(document, parameter).in !== "path";
  const own = Object.entries<OpenApi>(item).map(([key, value]) => [
    key,
    Array.isArray(value?.parameters) ? { ...value, parameters: value.parameters.filter(isElsewhere) } : value,
  ]);
  const path = names.map((name) => ({ name, in: "path", required: true, schema: { type: "string" } }));
  return {
    ...Object.fromEntries(own),
    parameters: [...(item.parameters ?? []).filter(isElsewhere), ...path],
  };
}

/** What Prism makes up for a schema that contains itself is not valid, and for bytes it makes up nothing: it gets examples for them. */
function addExamples(document: OpenApi): void {
  const { operations } = createSpec(document);
  for (const { method, path, responses } of operations.values())
    for (const [status, { contents }] of responses)
      for (const content of contents) {
        if (isMadeUp(document, content)) continue;
        const response = resolve(document, document.paths[path][method.toLowerCase()].responses[status]);
        const media = response.content[content.mediaType];
        if (media.example === undefined && media.examples === undefined)
          media.example = isJson(content.mediaType) ? sampleContent(document, content) : "some bytes";
      }
}

function isMadeUp(document: OpenApi, { mediaType, schema, validate }: SpecContent): boolean {
  if (!isJson(mediaType)) return false;
  return validate.incomplete(sample(schema, { quiet: true }, document)).length === 0;
}

/** Objects whose keys are names that the API gives, and may begin with anything. */
const named = /^(properties|patternProperties|schemas|parameters|headers|responses|requestBodies|examples?)$/;

/**
 * Prism follows every `$ref`, also one in a vendor's extension, which says nothing of the API and may refer to nothing; and it cannot serve
 * a media type that is a wildcard.
 */
function withoutExtensions(value: unknown, key = ""): unknown {
  if (Array.isArray(value)) return value.map((item) => withoutExtensions(item));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => named.test(key) || !name.startsWith("x-"))
      .map(([name, child]) => [
        key === "content" ? name.replace(/^(\*|application)\/\*$/, "application/json") : name,
        withoutExtensions(child, named.test(key) ? "" : name),
      ]),
  );
}
