import { follow } from "../json.ts";
import {
  isUnknown,
  type OpenApiDocument,
  type Operation,
  operationsOf,
  responseSchema,
  type Schema,
} from "../openapi.ts";
import { type Places, place } from "../places.ts";
import type { Finding } from "../problem.ts";
import { dropParameters } from "../repair/path-parameters.ts";

/**
 * An action that says how all listings are paged also reaches one that the vendor adds and that is paged differently: this removes the
 * extension where the response lacks the fields that it names. If every response lacks them, the action is wrong, and the extension stays,
 * so that the check reports it.
 */
export function fitPagination(document: OpenApiDocument, places: Places): Finding[] {
  const paged = [...operationsOf(document)].filter(
    ({ operation }) => operation["x-pagination"] !== undefined,
  );
  const isFit = ({ operation }: (typeof paged)[number]) => fieldsMissing(document, operation).length === 0;
  const byWord = Map.groupBy(paged, ({ operation }) => JSON.stringify(operation["x-pagination"]));
  return [...byWord.values()].flatMap((alike): Finding[] => {
    if (!alike.some(isFit)) return [];
    return alike
      .filter((entry) => !isFit(entry))
      .map(({ method, path, operation }) => {
        const missing = fieldsMissing(document, operation).join(", ");
        delete operation["x-pagination"];
        delete operation["x-item-key"];
        const name = place.operation(method, path);
        return {
          kind: "repair",
          rule: "pagination-unfit",
          subject: name,
          message: `Not paged as the others are: the response has no ${missing}. It is a plain call until the overlay says how it is paged.`,
          location: places.find(name),
        };
      });
  });
}

/** The JSON Pointers of x-pagination that lead nowhere in the schema of the response. */
export function fieldsMissing(document: OpenApiDocument, operation: Operation): string[] {
  const pagination = operation["x-pagination"] as Record<string, string> | undefined;
  const schema = successSchema(document, operation);
  if (!pagination || schema === "none" || isUnknown(schema)) return [];
  const pointers = [
    "items",
    "currentPage",
    "totalPages",
    "totalItems",
    "token",
    "hasNext",
    "nextOffset",
  ].flatMap((field) => pagination[field] ?? []);
  return pointers.filter((pointer) => fieldAt(document, schema, pointer.split("/").slice(1)) === undefined);
}

/** Whether the items of a listing have the field of x-item-key. What is not a listing has no items. */
export function hasItemKey(document: OpenApiDocument, operation: Operation, key: string): boolean {
  const { items } = (operation["x-pagination"] ?? {}) as { items?: string };
  const schema = successSchema(document, operation);
  if (items === undefined || schema === "none") return false;
  if (isUnknown(schema)) return true;
  const list = fieldAt(document, schema, items.split("/").slice(1));
  return list !== undefined && fieldAt(document, list.items, [key]) !== undefined;
}

/** The schema of the body of an operation's success. */
function successSchema(document: OpenApiDocument, operation: Operation): Schema | "none" | undefined {
  const success = Object.entries(operation.responses ?? {}).find(([status]) => status.startsWith("2"))?.[1];
  return success ? responseSchema(document, success) : "none";
}

/** The schema of a field of a field; undefined where there is none. */
function fieldAt(document: OpenApiDocument, schema: Schema | undefined, path: string[]): Schema | undefined {
  const resolved = follow<Schema | undefined>(document, schema);
  const [key, ...rest] = path;
  if (key === undefined || !resolved) return resolved;
  const parts = [
    resolved,
    ...(resolved.allOf ?? []).map((part) => follow<Schema | undefined>(document, part)),
  ];
  return fieldAt(document, parts.find((part) => part?.properties?.[key])?.properties?.[key], rest);
}

/**
 * Takes out the parameters that carry a key: the security schemes describe them, and a call that could set one could replace
 * the client's own.
 */
export function dropKeyParameters(document: OpenApiDocument, places: Places): Finding[] {
  const schemes = Object.values(document.components?.securitySchemes ?? {});
  const keyOf = (location: string, name = "") =>
    `${location} ${location === "header" ? name.toLowerCase() : name}`;
  const keys = new Set(schemes.map(({ in: location, name }) => keyOf(String(location), name)));
  return dropParameters(
    document,
    places,
    "key-parameter",
    (location, name) => keys.has(keyOf(location, name)),
    "carries a key, which a security scheme describes",
  );
}
