import { forEachReference, pointer, resolveReference } from "../json.ts";
import { type OpenApiDocument, type Operation, operationsOf, parametersOf } from "../openapi.ts";
import { fieldsMissing, hasItemKey } from "../overlay/adjust.ts";
import { type Places, place } from "../places.ts";
import { formatLocation } from "../problem.ts";
import { didYouMean } from "../words.ts";
import { checkExtensions } from "./extensions.ts";

/** A problem of a document: the rule and the place that it is about, and what is wrong there. */
export interface Problem {
  rule: string;
  /** JSON Pointer. */
  pointer: string;
  message: string;
}

/** References that lead nowhere, and extensions that are not written as they should be: nothing else can be looked at before. */
export function findBroken(document: OpenApiDocument): Problem[] {
  const problems: Problem[] = [];
  forEachReference(document, ({ $ref }, keys) => {
    if (resolveReference(document, $ref) !== undefined) return;
    const message = `refers to ${$ref}, where there is nothing. Fix the overlay's reference.`;
    problems.push({ rule: "reference", pointer: pointer("#", ...keys), message });
  });
  const { malformed } = checkExtensions(document);
  return [
    ...problems,
    ...malformed.map((word) => ({
      rule: "extension",
      pointer: word.pointer,
      message: `is not written as specs/README.md says: ${word.message}.`,
    })),
  ];
}

/** What a client needs of every operation and no linter demands as a whole. One line for each thing that is missing. */
export function checkStructure(document: OpenApiDocument, places: Places): string[] {
  const problems: string[] = [];
  const servers = document.servers ?? [];
  for (const { url } of servers)
    if (!/^https:\/\/[^/?#]+[^?#]*$/.test(url))
      problems.push(
        `The server ${JSON.stringify(url)} is not an absolute https URL without a query. Correct it in the overlay, at $.servers.`,
      );
  if (servers.length === 0)
    problems.push(
      `${formatLocation(places.find(place.servers))}: the document has no server that a client can call. Add one in the overlay: update $ with servers: [{ url: "https://…" }].`,
    );
  const ids = new Set([...operationsOf(document)].map(({ operation }) => operation.operationId));
  for (const { method, path, operation, pathItem } of operationsOf(document)) {
    const name = place.operation(method, path);
    const add = (problem: string) =>
      problems.push(`${formatLocation(places.find(name))}: ${name} ${problem}`);
    if (!operation.operationId) add("has no operationId.");
    if (!operation.summary) add("has no summary. Say in the overlay what it does, in a few words.");
    if (!operation.security && !document.security)
      add(
        "has no security. Add the API's security schemes to the overlay, at the root of the document; an operation that needs no key says security: [].",
      );
    const statuses = Object.keys(operation.responses ?? {});
    if (!statuses.some((status) => status.startsWith("2")))
      add("has no success response. Add one in the overlay.");
    if (!statuses.some((status) => /^[45]|^default$/.test(status)))
      add("has no error response. Add the API's errors to the overlay, for all operations at once.");
    const names = parametersOf(document, operation.parameters, pathItem.parameters).map(
      (parameter) => parameter.name,
    );
    for (const missing of parametersNamedBy(operation).filter((parameter) => !names.includes(parameter))) {
      add(
        `names the parameter "${missing}" in its extensions and has none of that name.${didYouMean(missing, names)}`,
      );
    }
    for (const missing of fieldsMissing(document, operation)) {
      add(`names the field ${missing} in its x-pagination, which its response does not have.`);
    }
    const key = operation["x-item-key"];
    if (key !== undefined && !hasItemKey(document, operation, key as string))
      add(`names "${key}" in its x-item-key, which the items of its listing do not have.`);
    const next = (operation["x-pagination"] as { nextOperation?: string } | undefined)?.nextOperation;
    if (next !== undefined && !ids.has(next))
      add(`names "${next}" as the operation of its next pages, but no operation has that operationId.`);
    for (const problem of problemsOfReplacing(document, path, operation)) add(problem);
  }
  return problems;
}

/** What is replaced must be readable at the same path, with the parameters that the read is called with. */
function problemsOfReplacing(document: OpenApiDocument, path: string, operation: Operation): string[] {
  const { readOperation, query = {} } = (operation["x-replaces"] ?? {}) as {
    readOperation?: string;
    query?: object;
  };
  if (readOperation === undefined) return [];
  const read = [...operationsOf(document)].find((entry) => entry.operation.operationId === readOperation);
  if (!read) return [`names "${readOperation}" in its x-replaces, but no operation has that operationId.`];
  if (read.method !== "get" || read.path !== path)
    return [`names "${readOperation}" in its x-replaces, but that is not the GET of ${path}.`];
  const known = parametersOf(document, read.operation.parameters, read.pathItem.parameters)
    .filter((parameter) => parameter.in === "query")
    .map(({ name }) => name);
  return Object.keys(query)
    .filter((name) => !known.includes(name))
    .map(
      (name) =>
        `names the query parameter "${name}" in its x-replaces, which ${readOperation} does not have.${didYouMean(name, known)}`,
    );
}

function parametersNamedBy(operation: Record<string, unknown>): string[] {
  const pagination = operation["x-pagination"] as Record<string, string> | undefined;
  const windows = (operation["x-date-windows"] ?? []) as { from: string; to: string }[];
  const paging =
    pagination && pagination.nextOperation === undefined
      ? ["tokenParameter", "pageParameter", "offsetParameter", "sizeParameter"].flatMap(
          (name) => pagination[name] ?? [],
        )
      : [];
  const required = (operation["x-require-one-of"] ?? []) as string[][];
  return [...new Set([...paging, ...windows.flatMap(({ from, to }) => [from, to]), ...required.flat()])];
}
