import type { Model } from "../model/model.ts";
import { print } from "./comments.ts";

type Row = Readonly<Record<string, unknown>>;

/**
 * The table of what a program must know of an API's operations at run time, by their methods and paths. What is as in most operations
 * is left out. `satisfies` at its end checks the table against schema.ts, so that the two cannot drift apart.
 */
export function generateOperations(model: Model, banner: string): string {
  const { operations, document, security, errorFields, rateLimitScope, keyCheck, clientParameters } = model;
  const pagings = operations.flatMap(({ pagination }) => (pagination ? [print(pagination)] : []));
  const kinds = [...new Set(pagings)];
  const constant = (kind: string) => `pagination${kinds.indexOf(kind) > 0 ? kinds.indexOf(kind) + 1 : ""}`;
  const uses = (kind: string) => pagings.filter((other) => other === kind).length;
  const [mostUsed] = kinds.toSorted((a, b) => uses(b) - uses(a));
  const needed = [
    ...(operations.some(({ row }) => typeof row.requestBody === "object") ? ["bodyFormats"] : []),
    ...(operations.some(({ row }) => needsWriter(row)) ? ["parameterStyles"] : []),
    ...(Object.values(security.schemes).some(({ isBasic }) => isBasic)
      ? ["basicCredentials as credentials"]
      : []),
  ];
  const lines = operations.map(({ key, row }) => {
    const fields = Object.entries(row).map(([name, value]) => {
      const text = name === "pagination" ? constant(print(value)) : print(value);
      return name === text ? name : `${name}: ${text}`;
    });
    return `  ${JSON.stringify(key)}: {${fields.length > 0 ? ` ${fields.join(", ")} ` : ""}},`;
  });
  const schemes = Object.keys(security.schemes).map((id) => JSON.stringify(id));
  const ways = security.ways.map(
    (names) => `[${names.map((id) => `securitySchemes[${JSON.stringify(id)}]`)}]`,
  );
  return `${banner}

import type { ErrorFieldNames, OperationKey, OperationTable, Pagination, SecurityScheme } from "@booking-apis/transport/internal";
import type { paths } from "./schema.ts";

${needed.length > 0 ? `export { ${needed.join(", ")} } from "@booking-apis/transport/internal";\n\n` : ""}${kinds
  .map((kind) => `const ${constant(kind)}: Pagination = ${kind};\n\n`)
  .join("")}/**
 * Every operation of the API by its method and path: what a program must know of it at run time. One that schema.ts does not have, or one
 * that is missing, is a compile error here.
 */
export const operations: OperationTable = {
${lines.join("\n")}
} satisfies Record<OperationKey<paths>, OperationTable[string]>;

/** How the API's listings are paged; if in several ways, how most of them are. */
export const sharedPagination: Pagination | undefined = ${mostUsed && constant(mostUsed)};

/** Where the API is served. A name in braces must be filled in. */
export const servers: readonly string[] = ${print((document.servers ?? []).map(({ url }) => url))};

/** Where the keys travel, by the names of the document's security schemes. */
export const securitySchemes: Readonly<Record<${schemes.join(" | ") || "never"}, SecurityScheme>> = ${print(security.schemes)};

/** The ways to call the API: in each, the schemes whose keys are sent together. */
export const security: readonly (readonly SecurityScheme[])[] = [${ways}];

/** Which fields of an error's body hold its message, its code and what to quote to the vendor's support. */
export const errorFields: ErrorFieldNames = ${print(errorFields)};

/** What the vendor counts calls by: each account, or each operation of an account. */
export const rateLimitScope = ${print(rateLimitScope)};

/** The call that changes nothing and shows whether the API accepts the keys. */
export const keyCheck: { readonly method: string; readonly path: string } | undefined = ${print(keyCheck)};

/** Parameters of every operation that a client can set for all of its calls. */
export const clientParameters: readonly string[] = ${print(clientParameters)};
`;
}

/** Whether a call has a parameter whose style is neither the default nor unsupported. */
function needsWriter({ path, query, headerStyles }: Row): boolean {
  return [path, query, headerStyles].some((styles) =>
    Object.values(Object(styles)).some((style) => style !== "form*" && style !== "unsupported"),
  );
}
