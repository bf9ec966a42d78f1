import { sample } from "openapi-sampler";
import type { Spec, SpecOperation, SpecParameter } from "./spec.ts";

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
  return { params, body: sample(requestBody.schema, options, spec.document) };
}

function sampleParameter({ name, schema = {} }: SpecParameter): unknown {
  const value = sample(schema, { quiet: true });
  // A bare string is sampled as the word "string"; the parameter's own name tells more when a test fails.
  return value === null || value === "string" ? `some-${name}` : value;
}
