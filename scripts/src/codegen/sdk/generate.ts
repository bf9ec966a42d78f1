import type { OpenApiDocument } from "../../openapi.ts";
import { splitDirections } from "../directions.ts";
import { hoistBodies } from "../hoist.ts";
import { print } from "../operations.ts";
import { typeNames } from "../type-names.ts";
import { fullName, methodsOf } from "./model.ts";
import { type Collision, sdkNames } from "./names.ts";
import { resourceTexts } from "./resources.ts";
import { createTypeWriter } from "./type-writer.ts";
import { queryInterface, resultType } from "./types.ts";

/** The resources of an API's SDK: a method for each operation, documented, over named types, and the table of the operations that they call. */
export function generateSdk(
  api: string,
  source: OpenApiDocument,
  banner: string,
): { resources: string; table: string; collisions: Collision[] } {
  const document = splitDirections(hoistBodies(source));
  const { names, collisions } = sdkNames(source);
  const types = createTypeWriter(document, typeNames(Object.keys(document.components?.schemas ?? {})));
  const methods = methodsOf(document, names);
  const declarations = methods
    .flatMap((method) => [queryInterface(method, types), resultType(method, types)])
    .filter(Boolean);
  const { interfaces, table } = resourceTexts(document, methods, types);
  const isPaged = methods.some(({ entry }) => entry.operation["x-pagination"] !== undefined);
  const resources = `${banner}

import type { ${[...types.used].sort().join(", ")} } from "@booking-apis/${api}-client";
import type { Call, CallOptions, Failed, FailureStatus, Ok${isPaged ? ", PagedCall" : ""} } from "../../core/runtime.ts";

${declarations.join("\n\n")}

${interfaces}
`;
  const tableText = `${banner}

import type { Table } from "../../core/runtime.ts";
import type { Resources } from "./resources.ts";

/** The operation that each method calls: its key in the client's operation table. */
export const table: Table<Resources> = ${table};

/** What a call of a listing is${isPaged ? "" : ": the API has none"}. */
export ${isPaged ? '{ ListingPromise as listing } from "../../core/paging.ts"' : "const listing = undefined"};

/** The name of the method for each operation. */
export const methodNames = ${print(Object.fromEntries(methods.map((method) => [method.entry.operation.operationId, fullName(method)])))} as const;
`;
  return { resources: resources.replace(/import type \{ {2}\} from .*\n/, ""), table: tableText, collisions };
}
