import type { OpenApiDocument } from "../../openapi.ts";
import { splitDirections } from "../directions.ts";
import { hoistBodies } from "../hoist.ts";
import { print } from "../operations.ts";
import { typeNames } from "../type-names.ts";
import { fullName, methodsOf } from "./model.ts";
import { type Collision, sdkNames } from "./names.ts";
import { resourceTexts } from "./resources.ts";
import { createRowWriter } from "./rows.ts";
import { createTypeWriter } from "./type-writer.ts";
import { queryInterface, resultType } from "./types.ts";

/** The resources of an API's SDK: a method for each operation, documented, over named types, and the table of what they send. */
export function generateSdk(
  api: string,
  source: OpenApiDocument,
  banner: string,
): { text: string; collisions: Collision[] } {
  const document = splitDirections(hoistBodies(source));
  const { names, collisions } = sdkNames(source);
  const types = createTypeWriter(document, typeNames(Object.keys(document.components?.schemas ?? {})));
  const methods = methodsOf(document, names);
  const declarations = methods
    .flatMap((method) => [queryInterface(method, types), resultType(method, types)])
    .filter(Boolean);
  const { rowOf, constants } = createRowWriter(document);
  const { interfaces, table } = resourceTexts(document, methods, types, rowOf);
  const isPaged = methods.some(({ entry }) => entry.operation["x-pagination"] !== undefined);
  const text = `${banner}

import type { ${[...types.used].sort().join(", ")} } from "@booking-apis/${api}-client";
import type { Call, CallOptions, FailureStatus, Ok${isPaged ? ", PagedCall" : ""}, Refused, Table } from "../../core/runtime.ts";

${declarations.join("\n\n")}

${[interfaces, constants()].filter(Boolean).join("\n\n")}

/** What each method sends and takes. */
export const table: Table<Resources> = ${table};

/** Which fields of an error's body hold its message, its code and what to quote to the vendor's support. */
export const errorFields = ${print(errorFields(document), 0)} as const;

/** The headers in which the keys travel. */
export const keyHeaders = ${print(keyHeaders(document), 0)} as const;

/** The name of the method for each operation. */
export const methodNames = ${print(Object.fromEntries(methods.map((method) => [method.entry.operation.operationId, fullName(method)])), 0)} as const;
`;
  return { text: text.replace(/import type \{ {2}\} from .*\n/, ""), collisions };
}

function errorFields(document: OpenApiDocument): Record<string, unknown> {
  const schema = Object.values(document.components?.schemas ?? {}).find(
    (candidate) => candidate["x-error"] !== undefined,
  );
  return (schema?.["x-error"] ?? {}) as Record<string, unknown>;
}

function keyHeaders(document: OpenApiDocument): Record<string, unknown> {
  const schemes = Object.entries(document.components?.securitySchemes ?? {});
  return Object.fromEntries(
    schemes.filter(([, scheme]) => scheme.in === "header").map(([id, { name }]) => [id, name]),
  );
}
