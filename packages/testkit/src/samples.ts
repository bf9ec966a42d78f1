import { sample } from "openapi-sampler";
import {
  isJson,
  type OpenApi,
  type Spec,
  type SpecContent,
  type SpecOperation,
  type SpecParameter,
} from "./spec.ts";

/** The arguments of one call, in the form that the typed clients take them. */
export interface CallArguments {
  params: { path: Record<string, unknown>; query: Record<string, unknown>; header: Record<string, unknown> };
  body?: unknown;
}

/** How much a call sends: only what is required, or everything that is documented. */
export type Extent = "required" | "everything";

export function sampleArguments(spec: Spec, operation: SpecOperation, extent: Extent): CallArguments {
  const params: CallArguments["params"] = { path: {}, query: {}, header: {} };
  for (const parameter of operation.parameters) {
    if (parameter.in === "cookie" || (extent === "required" && !parameter.required)) continue;
    params[parameter.in][parameter.name] = sampleParameter(parameter);
  }
  const { requestBody } = operation;
  if (!requestBody || (extent === "required" && !requestBody.required)) return { params };
  const options = { skipReadOnly: true, skipNonRequired: extent === "required", quiet: true };
  const body = sampleContent(spec.document, requestBody, options);
  return { params, body: isJson(requestBody.mediaType) ? body : encode(requestBody.mediaType, body) };
}

/** A value that the schema allows. Where a schema contains itself the sampler breaks off, and what it left unfinished is left out. */
export function sampleContent(
  document: OpenApi,
  { schema, validate }: SpecContent,
  options: Parameters<typeof sample>[1] = { quiet: true },
): unknown {
  const value = sample(schema, options, document);
  for (
    let incomplete = validate.incomplete(value);
    incomplete.length > 0;
    incomplete = validate.incomplete(value)
  ) {
    const deepest = incomplete.reduce((a, b) => (b.length > a.length ? b : a));
    if (deepest.length === 0) return value;
    removeAt(value, deepest);
  }
  return value;
}

function removeAt(root: unknown, path: string[]): void {
  const holder = path.slice(0, -1).reduce((node, step) => (node as Record<string, unknown>)[step], root);
  const key = path.at(-1) as string;
  if (Array.isArray(holder)) holder.splice(Number(key), 1);
  else delete (holder as Record<string, unknown>)[key];
}

/** A body that is not JSON is made by the caller, as it would be for fetch. */
function encode(mediaType: string, value: unknown): unknown {
  const fields = Object.entries((value ?? {}) as object).map(([name, field]): [string, string] => [
    name,
    String(field),
  ]);
  if (mediaType === "application/x-www-form-urlencoded") return new URLSearchParams(fields);
  if (mediaType !== "multipart/form-data") return "some bytes";
  const form = new FormData();
  for (const [name, field] of fields) form.append(name, field);
  return form;
}

function sampleParameter({ name, schema = {} }: SpecParameter): unknown {
  const value = sample(schema, { quiet: true });
  // A bare string is sampled as the word "string"; the parameter's own name tells more when a test fails.
  return value === null || value === "string" ? `some-${name}` : value;
}
