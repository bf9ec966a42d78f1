import { isDeepStrictEqual } from "node:util";
import { forEachReference, resolveReference } from "../json.ts";
import { hoist } from "../model/hoist.ts";
import { buildModel, type OperationModel } from "../model/model.ts";
import type { OpenApiDocument } from "../openapi.ts";
import { Places, place } from "../places.ts";
import { type Impact, listing, type TypeChange } from "./change.ts";
import { compareOperations, type Side } from "./compare-operations.ts";
import { compareInBothDirections, compareSchemas, type Direction } from "./compare-schemas.ts";
import { shapeOf } from "./renames.ts";

export interface Comparison {
  changes: TypeChange[];
  operations: { added: number; removed: number; changed: number; unchanged: number };
}

/** What changes between two versions of an API's document for a TypeScript program that uses its client or its SDK. */
export function compareDocuments(before: OpenApiDocument, after: OpenApiDocument): Comparison {
  const was = asTypes(before);
  const is = asTypes(after);
  const operations = compareAllOperations(was, is);
  return {
    operations: operations.counts,
    changes: [...operations.changes, ...compareComponents(was, is), ...compareRoots(before, after)],
  };
}

/** A document as the generators of code see it. */
interface TypedDocument {
  document: OpenApiDocument;
  methods: readonly OperationModel[];
  /** Names of the component schemas that the document itself has, and with those that bodies written in place were given. */
  own: Set<string>;
  named: Set<string>;
  /** Name of the exported type of every component schema. */
  types: ReadonlyMap<string, string>;
  /** The methods that send or receive a component schema, by its name. */
  users: Map<string, { directions: Set<Direction>; methods: string[] }>;
}

function asTypes(source: OpenApiDocument): TypedDocument {
  const { typed, operations, typeNames } = buildModel("api", source, new Places(""));
  return {
    document: typed,
    methods: operations,
    own: new Set(Object.keys(source.components?.schemas ?? {})),
    named: new Set(Object.keys(hoist(source).components?.schemas ?? {})),
    types: typeNames,
    users: findUsers(typed, operations),
  };
}

const componentPrefix = "#/components/schemas/";

function findUsers(document: OpenApiDocument, methods: readonly OperationModel[]): TypedDocument["users"] {
  const users: TypedDocument["users"] = new Map();
  const visit = (value: unknown, method: string, direction: Direction, visited: Set<string>): void =>
    forEachReference(value, ({ $ref }) => {
      if (visited.has($ref)) return;
      visited.add($ref);
      if ($ref.startsWith(componentPrefix)) {
        const name = $ref.slice(componentPrefix.length);
        const user = users.get(name) ?? { directions: new Set(), methods: [] };
        user.directions.add(direction);
        if (!user.methods.includes(method)) user.methods.push(method);
        users.set(name, user);
      }
      visit(resolveReference(document, $ref), method, direction, visited);
    });
  for (const method of methods) {
    const { operation, parameters, fullName } = method;
    visit([operation.requestBody, parameters], fullName, "sent", new Set());
    visit(operation.responses, fullName, "received", new Set());
  }
  return users;
}

function compareAllOperations(was: TypedDocument, is: TypedDocument) {
  const counts = { added: 0, removed: 0, changed: 0, unchanged: 0 };
  const keyOf = ({ method, path }: OperationModel) => `${method} ${shapeOf(path)}`;
  const next = new Map(is.methods.map((method) => [keyOf(method), method]));
  const changes = was.methods.flatMap((method): TypeChange[] => {
    const now = next.get(keyOf(method));
    next.delete(keyOf(method));
    if (!now) {
      counts.removed++;
      return [{ ...operationChange(method, "is gone", [], "major"), wire: "major" }];
    }
    const before: Side = { document: was.document, method };
    const after: Side = { document: is.document, method: now };
    const found = compareOperations(before, after);
    counts[found.length > 0 ? "changed" : "unchanged"]++;
    return found.map((change) => ({
      ...operationChange(now, change.text, change.location, change.types, method),
      ...(change.wire ? { wire: change.wire } : {}),
    }));
  });
  for (const method of next.values()) {
    counts.added++;
    const { summary } = method.operation;
    const text = `is new${summary ? `: ${summary}` : ""}`;
    changes.push({ ...operationChange(method, text, [], "minor"), wire: "minor" });
  }
  return { changes, counts };
}

/** `located` is the operation by whose old name the change is found again. */
function operationChange(
  method: OperationModel,
  text: string,
  location: string[],
  types: Impact,
  located: OperationModel = method,
): TypeChange {
  return {
    subject: `\`${place.operation(method.method, method.path)}\` (\`${method.fullName}\`)`,
    text,
    location: ["operation", place.operation(located.method, shapeOf(located.path)), ...location],
    types,
  };
}

function compareComponents(was: TypedDocument, is: TypedDocument): TypeChange[] {
  const before = was.document.components?.schemas ?? {};
  const after = is.document.components?.schemas ?? {};
  return Object.keys(before).flatMap((name): TypeChange[] => {
    const type = was.types.get(name) ?? name;
    const component = componentOf(was, name);
    const location = ["schema", component];
    if (!Object.hasOwn(after, name))
      // A type that was named after an operation goes with its body, which has been said of the operation.
      return was.own.has(component)
        ? [{ subject: `\`${type}\``, text: "is exported no more", location, types: "major" }]
        : [];
    const user = is.users.get(name) ?? was.users.get(name);
    const [direction = "received", other] = user?.directions ?? [];
    const used = user ? ` (${listing([...user.directions])} by ${listing(user.methods, 3)})` : "";
    const changes = other
      ? compareInBothDirections(before[name], after[name])
      : compareSchemas(before[name], after[name], direction);
    return changes.map(({ path, ...change }) => ({
      subject: `\`${[type, ...path].join(".").replaceAll(".[]", "[]")}\`${used}`,
      location: [...location, ...path],
      ...change,
    }));
  });
}

/** The component of the document from which a form for one direction was made. */
function componentOf({ named }: TypedDocument, name: string): string {
  return named.has(name) ? name : name.replace(/Input\d*$/, "");
}

function compareRoots(before: OpenApiDocument, after: OpenApiDocument): TypeChange[] {
  const changes: TypeChange[] = [];
  const change = (subject: string, text: string, location: string[], types: Impact) =>
    changes.push({ subject, text, location, types });
  const servers = (document: OpenApiDocument) => (document.servers ?? []).map(({ url }) => url);
  if (!isDeepStrictEqual(servers(before), servers(after)))
    change(
      "The servers",
      `were ${listing(servers(before))}, are ${listing(servers(after))}`,
      ["servers"],
      "minor",
    );
  const was = before.components?.securitySchemes ?? {};
  const is = after.components?.securitySchemes ?? {};
  for (const name of new Set([...Object.keys(was), ...Object.keys(is)])) {
    const subject = `The security scheme \`${name}\``;
    const location = ["securityScheme", name];
    if (!Object.hasOwn(is, name)) change(subject, "is gone", location, "major");
    else if (!Object.hasOwn(was, name)) change(subject, "is new", location, "minor");
    else if (!isDeepStrictEqual({ ...was[name], description: "" }, { ...is[name], description: "" }))
      change(subject, "travels in another way", location, "major");
    else if (was[name]?.description !== is[name]?.description)
      change(subject, "is described differently", location, "patch");
  }
  for (const word of ["title", "version", "description"] as const)
    if (before.info[word] !== after.info[word])
      change(
        `The document's ${word}`,
        word === "description"
          ? "is another"
          : `was ${JSON.stringify(before.info[word])}, is ${JSON.stringify(after.info[word])}`,
        ["info", word],
        "patch",
      );
  return changes;
}
