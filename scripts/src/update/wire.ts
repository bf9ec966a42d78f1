import { follow } from "../json.ts";
import { hoist } from "../model/hoist.ts";
import {
  httpMethods,
  type OpenApiDocument,
  operationsOf,
  type Parameter,
  parametersOf,
  type RequestBody,
  type Response,
} from "../openapi.ts";
import { place } from "../places.ts";
import { runRedocly } from "../redocly.ts";
import { serialize } from "../serialize.ts";
import { type Change, type Impact, type TypeChange, worst } from "./change.ts";
import { shapeOf } from "./renames.ts";

/**
 * Adds to every change what it asks of whoever speaks HTTP, by the rules of `redocly diff`. What only that finds, and rates as more
 * than a detail, becomes a change of its own.
 */
export async function rateWire(
  before: OpenApiDocument,
  after: OpenApiDocument,
  changes: TypeChange[],
): Promise<Change[]> {
  const found = await diff(before, after);
  const explained = new Set<WireChange>();
  const rated = changes.map((change): Change => {
    const about = found.filter(({ locations }) =>
      locations.some((location) => change.location.every((step, index) => location[index] === step)),
    );
    const wire = change.wire ?? worst(about.map(({ impact }) => impact));
    // What a change is said to be no more than does not explain what is worse.
    for (const wireChange of about) if (worst([wire, wireChange.impact]) === wire) explained.add(wireChange);
    return { ...change, wire };
  });
  const paths = new Map(
    [...operationsOf(after)].map(({ method, path }) => [
      place.operation(method, shapeOf(path)),
      place.operation(method, path),
    ]),
  );
  const subjectOf = ([kind = "", name = "", ...rest]: string[]) => {
    const known = changes.find(({ location }) => location[0] === kind && location[1] === name);
    if (known && kind === "operation") return known.subject;
    const full = kind === "operation" ? (paths.get(name) ?? name) : [name || kind, ...rest].join(".");
    return `\`${full.replaceAll(".[]", "[]")}\``;
  };
  // Of an operation that came or went all is said.
  const whole = new Set(
    changes.filter(({ location }) => location.length === 2).map(({ location }) => location[1]),
  );
  const isWithinWhole = ({ locations: [location = []] }: WireChange) =>
    location[0] === "operation" && whole.has(location[1]);
  const others = found
    .filter((change) => change.impact !== "patch" && !explained.has(change) && !isWithinWhole(change))
    .map(({ locations: [location = []], impact, messages }): Change => {
      const part = location[0] === "operation" ? location.slice(2).join(".") : "";
      const text = messages.join(" ") || `has changed${part && ` at ${part}`}`;
      return { subject: subjectOf(location), text, location, types: "patch", wire: impact };
    });
  return [...rated, ...others];
}

/** A change as `redocly diff` rates it. */
interface WireChange {
  /** Where it stands in the new version and in the old one, which differ where a reference came or went. */
  locations: string[][];
  impact: Impact;
  messages: string[];
}

interface Report {
  changes: {
    property?: string;
    impact: Impact;
    base?: { pointer: string; value?: unknown };
    revision?: { pointer: string; value?: unknown };
    verdicts: { impact: Impact; message: string }[];
  }[];
}

async function diff(before: OpenApiDocument, after: OpenApiDocument): Promise<WireChange[]> {
  const base = prepare(before);
  const revision = prepare(after);
  align(base, revision);
  const { changes } = await runRedocly<Report>("diff", [serialize(base, ""), serialize(revision, "")], []);
  // Both documents have the same parameters by now, and one that redocly takes for another has not changed.
  const real = changes.filter(
    ({ property, base: was, revision: is }) => property != null || !isParameter((is ?? was)?.pointer),
  );
  return real.flatMap((change) => {
    const { property, impact, verdicts } = change;
    const messages = verdicts.map(({ message }) => message);
    const locations = [
      ...(change.revision ? [locate(revision, change.revision.pointer)] : []),
      ...(change.base ? [locate(base, change.base.pointer)] : []),
    ];
    const lists = [change.base?.value, change.revision?.value].filter(Array.isArray);
    if (property !== "required" || lists.length === 0) return [{ locations, impact, messages }];
    // A list of required fields is many changes in one: each belongs to its field.
    return [...new Set(lists.flat() as string[])].map((field) => {
      const about = verdicts.filter(({ message }) => message.includes(`\`${field}\``));
      return {
        locations: locations.map((location) => [...location, field]),
        impact: worst(about.map((verdict) => verdict.impact)),
        messages: about.map(({ message }) => message),
      };
    });
  });
}

function isParameter(pointer = ""): boolean {
  return /\/parameters\/\d+$/.test(pointer);
}

/**
 * A document in the form that redocly compares best. It knows paths by their names and parameters by their positions, and does not
 * see that a change of what operations share, such as their security, is one of each.
 */
function prepare(source: OpenApiDocument): OpenApiDocument {
  const document = hoist(source);
  for (const { operation, pathItem } of operationsOf(document)) {
    operation.parameters = parametersOf(document, operation.parameters, pathItem.parameters).map(
      ({ content: _, ...parameter }) => parameter,
    );
    operation.security ??= document.security ?? [];
    // By it the generators of code know an operation; nobody who speaks HTTP does.
    delete operation.operationId;
    operation.requestBody &&= follow<RequestBody>(document, operation.requestBody);
    for (const [status, response] of Object.entries(operation.responses ?? {}))
      (operation.responses as Record<string, Response>)[status] = follow(document, response);
  }
  for (const pathItem of Object.values(document.paths)) delete pathItem.parameters;
  for (const shared of ["parameters", "requestBodies", "responses"]) delete document.components?.[shared];
  delete document.security;
  const shapes = Object.keys(document.paths).map(shapeOf);
  document.paths = Object.fromEntries(
    Object.entries(document.paths).map(([path, item]) => {
      const shape = shapeOf(path);
      if (shapes.filter((other) => other === shape).length > 1) return [path, item];
      let position = 0;
      return [path.replaceAll(/\{[^{}]*\}/g, () => `{${++position}}`), item];
    }),
  );
  return document;
}

/** Leaves both documents the parameters that they share, in the same order: what came and went has been rated already. */
function align(base: OpenApiDocument, revision: OpenApiDocument): void {
  for (const { method, path, operation } of operationsOf(base)) {
    const other = revision.paths[path]?.[method];
    if (!other) continue;
    const was = operation.parameters as Parameter[];
    const is = other.parameters as Parameter[];
    const same = (a: Parameter) => (b: Parameter) => a.in === b.in && a.name === b.name;
    operation.parameters = was.filter((parameter) => is.some(same(parameter)));
    other.parameters = (operation.parameters as Parameter[]).map(
      (parameter) => is.find(same(parameter)) as Parameter,
    );
  }
}

/** The words for a place that a change of ours has too: the steps of a pointer without those that only hold others. */
function locate(document: OpenApiDocument, pointer: string): string[] {
  const steps = pointer
    .split("/")
    .slice(1)
    .map((step) => decodeURIComponent(step).replaceAll("~1", "/").replaceAll("~0", "~"));
  const [root, first, second, ...rest] = steps;
  if (root === "components" && first === "schemas") return ["schema", String(second), ...schemaPath(rest)];
  if (root === "components" && first === "securitySchemes") return ["securityScheme", String(second)];
  if (root !== "paths" || first === undefined) return steps;
  const item = document.paths[first] ?? {};
  // A path that came or went as a whole stands for its first operation: that is said of each of them.
  const method = second ?? httpMethods.find((candidate) => item[candidate]) ?? "";
  const location = ["operation", place.operation(method, shapeOf(first))];
  const [part, key, ...below] = rest;
  if (part === "parameters") {
    const parameter = item[method as "get"]?.parameters?.[Number(key)] as Parameter | undefined;
    return [...location, parameter?.in ?? "", parameter?.name ?? "", ...below];
  }
  if (part === "responses")
    return [...location, "response", ...(key === undefined ? [] : [key]), ...schemaPath(below.slice(3))];
  if (part === "requestBody") return [...location, part, ...schemaPath(below.slice(2))];
  return rest.length === 0
    ? location
    : [...location, String(part), ...(key === undefined ? [] : [key]), ...below];
}

/** `properties/a/items/properties/b/type` -> `a`, `[]`, `b`; `*` for the fields that have no names of their own. */
function schemaPath(steps: string[]): string[] {
  const path: string[] = [];
  for (let index = 0; index < steps.length; index++) {
    if (steps[index] === "properties" && steps[index + 1] !== undefined) path.push(steps[++index] as string);
    else if (steps[index] === "items") path.push("[]");
    else if (steps[index] === "additionalProperties") path.push("*");
  }
  return path;
}
