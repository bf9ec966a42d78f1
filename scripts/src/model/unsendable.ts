import { follow } from "../json.ts";
import {
  type OpenApiDocument,
  operationsOf,
  type Parameter,
  parametersOf,
  type RequestBody,
} from "../openapi.ts";
import { type Places, place } from "../places.ts";
import type { Finding } from "../problem.ts";
import { styledFields } from "./bodies.ts";
import { whyUnsendable } from "./parameter-style.ts";

/** Parameters and fields of forms that cannot be sent: a call that names one is an error, so that nothing is sent in another form. */
export function findUnsendable(document: OpenApiDocument, places: Places): Finding[] {
  const findings: Finding[] = [];
  for (const { method, path, operation, pathItem } of operationsOf(document)) {
    const operationName = place.operation(method, path);
    const add = (parameter: Parameter, subject: string, at: string) => {
      const why = whyUnsendable(document, parameter);
      if (why === undefined) return;
      findings.push({
        kind: "unsupported",
        rule: "parameter-style",
        message: `${operationName}: ${subject} "${parameter.name}" cannot be sent: ${why}. A call that names it is an error.`,
        location: places.find(at, operationName),
      });
    };
    for (const parameter of parametersOf(document, operation.parameters, pathItem.parameters)) {
      const { in: location, name } = parameter;
      add(parameter, `the ${location} parameter`, place.parameter(method, path, location, name));
    }
    const body = follow<RequestBody | undefined>(document, operation.requestBody);
    for (const field of styledFields(document, body?.content ?? {}))
      add(field, "the form field", place.requestBody(method, path));
  }
  return findings;
}
