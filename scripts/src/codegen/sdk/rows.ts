import { type OpenApiDocument, type OperationEntry, operationsOf } from "../../openapi.ts";
import { print } from "../operations.ts";
import {
  answerMediaType,
  bodyOf,
  headerArguments,
  jsonMediaType,
  type Method,
  queryParameters,
  rawMediaType,
} from "./model.ts";

/** Writes what the runtime must know of a method, at a depth of the table. */
export type RowWriter = (method: Method, depth: number) => string;

/** Makes the writer of rows. What several rows have in common becomes a constant. */
export function createRowWriter(document: OpenApiDocument): { rowOf: RowWriter; constants: () => string } {
  const shared = new Map<string, string>();
  const share = (value: unknown): string => {
    const text = print(value, 0);
    const name = shared.get(text) ?? `pagination${shared.size === 0 ? "" : shared.size + 1}`;
    shared.set(text, name);
    return name;
  };
  const rowOf: RowWriter = (method, depth) => {
    const { operation } = method.entry;
    const mediaType = rawMediaType(document, operation);
    const jsonType = jsonMediaType(document, operation);
    const answerType = answerMediaType(document, operation);
    const headers = headerArguments(method).map(({ parameter }) => parameter);
    const pagination = operation["x-pagination"] as Record<string, unknown> | undefined;
    // The number of all items stands in the page for whoever asks; paging does without it.
    const { nextOperation, totalItems: _, ...shape } = pagination ?? {};
    const next = [...operationsOf(document)].find(
      (entry) => nextOperation !== undefined && entry.operation.operationId === nextOperation,
    );
    const extras = [
      ...(operation["x-safe"] === true ? ["safe: true"] : []),
      ...(mediaType ? [`mediaType: ${JSON.stringify(mediaType)}`] : []),
      ...(jsonType ? [`jsonType: ${JSON.stringify(jsonType)}`] : []),
      ...(answerType ? [`answerType: ${JSON.stringify(answerType)}`] : []),
      ...(headers.length > 0 ? [`headers: ${JSON.stringify(headers)}`] : []),
      ...(pagination ? [`pagination: ${share(shape)}`] : []),
      ...(operation["x-date-windows"] ? [`windows: ${print(operation["x-date-windows"], depth)}`] : []),
      ...(next ? [`next: ${JSON.stringify(requestOf(next))}`] : []),
    ];
    const row = JSON.stringify(
      [
        requestOf(method.entry),
        ...(bodyOf(document, operation) ? ["body"] : []),
        ...(queryParameters(method).length > 0 ? ["query"] : []),
      ].join(" "),
    );
    return extras.length === 0 ? row : `[${row}, { ${extras.join(", ")} }]`;
  };
  const constants = () => [...shared].map(([text, name]) => `const ${name} = ${text} as const;`).join("\n");
  return { rowOf, constants };
}

function requestOf({ method, path }: OperationEntry): string {
  return `${method.toUpperCase()} ${path.replaceAll(" ", "%20")}`;
}
