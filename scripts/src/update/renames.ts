import { isDeepStrictEqual } from "node:util";
import {
  type HttpMethod,
  httpMethods,
  type OpenApiDocument,
  type OperationEntry,
  operationsOf,
  type Parameter,
  parametersOf,
  type Schema,
  templateNames,
} from "../openapi.ts";
import { bare } from "./compare-schemas.ts";

/** What became of the parameters of an operation. */
export interface ParameterPairs {
  kept: [before: Parameter, after: Parameter][];
  renamed: [before: Parameter, after: Parameter][];
  removed: Parameter[];
  fresh: Parameter[];
}

/**
 * Pairs the parameters of two versions of an operation. One that was removed and one that is new are the same under another name when
 * both travel in the same place and the text of their descriptions, if they have one, is the same; without a description, when they
 * are the only candidates and are at the same position.
 */
export function pairRenamed(before: Parameter[], after: Parameter[]): ParameterPairs {
  const same = (a: Parameter) => (b: Parameter) => a.in === b.in && a.name === b.name;
  const kept = before.flatMap((old): [Parameter, Parameter][] => {
    const now = after.find(same(old));
    return now ? [[old, now]] : [];
  });
  const removed = before.filter((old) => !after.some(same(old)));
  const fresh = after.filter((now) => !before.some(same(now)));
  const renamed: [Parameter, Parameter][] = [];
  for (const old of removed) {
    const alike = (other: Parameter) =>
      other.in === old.in && other.description?.trim() === old.description?.trim();
    const [now, ...more] = fresh.filter(alike);
    if (!now || more.length > 0 || removed.filter(alike).length > 1) continue;
    if (old.description || before.indexOf(old) === after.indexOf(now)) renamed.push([old, now]);
  }
  return {
    kept,
    renamed,
    removed: removed.filter((old) => !renamed.some(([taken]) => taken === old)),
    fresh: fresh.filter((now) => !renamed.some(([, taken]) => taken === now)),
  };
}

/** A path without the names of its parameters: two operations with the same shape and method serve the same requests. */
export function shapeOf(path: string): string {
  return path.replaceAll(/\{[^{}]*\}/g, "{}");
}

/** Another name for the same thing in the vendor's next document. */
export interface Rename {
  from: string;
  to: string;
  /** The operation whose parameter it is, by its new path. */
  parameterOf?: { method: HttpMethod; path: string };
  /** For the name of a path: the methods that moved, where others stayed. */
  methods?: HttpMethod[];
  /** For the name of a component, its section: `schemas`. */
  section?: string;
  /** For an operationId. */
  isOperationId?: true;
}

/** What the vendor's next document calls by other names: paths, parameters, operationIds and components. */
export function findRenames(before: OpenApiDocument, after: OpenApiDocument): Rename[] {
  const pairs = pairOperations(before, after);
  return [
    ...pairs.flatMap(([was, is]) => renamesOf(before, after, was, is)),
    ...movedPaths(before, pairs),
    ...renamedComponents(before, after),
  ];
}

function renamesOf(
  before: OpenApiDocument,
  after: OpenApiDocument,
  { path, operation, pathItem }: OperationEntry,
  now: OperationEntry,
): Rename[] {
  const parameterOf = { method: now.method, path: now.path };
  const names = templateNames(now.path);
  const beside = (parameter: Parameter) => parameter.in !== "path";
  const { renamed } = pairRenamed(
    parametersOf(before, operation.parameters, pathItem.parameters).filter(beside),
    parametersOf(after, now.operation.parameters, now.pathItem.parameters).filter(beside),
  );
  return [
    ...templateNames(path).flatMap((from, index) => ({ from, to: names[index] ?? from, parameterOf })),
    ...renamed.map(([old, parameter]) => ({ from: old.name, to: parameter.name, parameterOf })),
    {
      from: operation.operationId ?? "",
      to: now.operation.operationId ?? operation.operationId ?? "",
      isOperationId: true as const,
    },
  ].filter(({ from, to }) => from !== to);
}

function movedPaths(before: OpenApiDocument, pairs: [OperationEntry, OperationEntry][]): Rename[] {
  const moved = Map.groupBy(
    pairs.filter(([was, is]) => was.path !== is.path),
    ([was, is]) => JSON.stringify([was.path, is.path]),
  );
  return [...moved].map(([key, operations]): Rename => {
    const [from, to] = JSON.parse(key) as [string, string];
    const methods = operations.map(([{ method }]) => method);
    const isWhole = httpMethods.every((method) => !before.paths[from]?.[method] || methods.includes(method));
    return isWhole ? { from, to } : { from, to, methods };
  });
}

/**
 * Pairs the operations of two versions: those of one method whose paths have the same shape, and then those that moved. A removed
 * one and a new one are the same when they have the same operationId, or else two of these are alike and no other is a candidate: the
 * summary, what parameters there are beside the path, and the path except for one segment; or when another operation of the path has moved there.
 */
export function pairOperations(
  before: OpenApiDocument,
  after: OpenApiDocument,
): [was: OperationEntry, is: OperationEntry][] {
  const keyOf = ({ method, path }: OperationEntry) => `${method} ${shapeOf(path)}`;
  const next = new Map([...operationsOf(after)].map((entry) => [keyOf(entry), entry]));
  const old = [...operationsOf(before)];
  const pairs = old.flatMap((was): [OperationEntry, OperationEntry][] => {
    const is = next.get(keyOf(was));
    return is ? [[was, is]] : [];
  });
  const taken = new Set(pairs.flat());
  const removed = old.filter((entry) => !taken.has(entry));
  const fresh = [...next.values()].filter((entry) => !taken.has(entry));
  const candidates = (isAlike: (was: OperationEntry, is: OperationEntry) => boolean) => {
    for (const was of removed.filter((entry) => !taken.has(entry))) {
      const alike = (other: OperationEntry) => (is: OperationEntry) =>
        !taken.has(is) && is.method === other.method && isAlike(other, is);
      const [is, ...more] = fresh.filter(alike(was));
      if (!is || more.length > 0) continue;
      if (removed.some((other) => other !== was && !taken.has(other) && alike(other)(is))) continue;
      pairs.push([was, is]);
      taken.add(was).add(is);
    }
  };
  candidates((was, is) => (was.operation.operationId ?? "") === is.operation.operationId);
  // From the surest to the least sure, so that one that is sure is no candidate of another any more.
  for (const enough of [3, 2])
    candidates((was, is) => {
      const alike = [
        was.operation.summary !== undefined && was.operation.summary === is.operation.summary,
        parameterNames(before, was) !== "" && parameterNames(before, was) === parameterNames(after, is),
        differByOneSegment(was.path, is.path),
      ];
      return alike.filter(Boolean).length >= enough;
    });
  // The operations of a path move together.
  const ways = new Set(pairs.map(([was, is]) => `${was.path} ${is.path}`));
  candidates((was, is) => ways.has(`${was.path} ${is.path}`));
  return pairs;
}

function parameterNames(document: OpenApiDocument, { operation, pathItem }: OperationEntry): string {
  return parametersOf(document, operation.parameters, pathItem.parameters)
    .filter((parameter) => parameter.in !== "path")
    .map(({ in: location, name }) => `${location} ${name}`)
    .sort()
    .join("\n");
}

/** Whether one path is the other with a segment renamed, inserted or left out; parameters have no names here. */
function differByOneSegment(a: string, b: string): boolean {
  const [shorter, longer] = [a, b]
    .map((path) => shapeOf(path).split("/").slice(1))
    .sort((one, other) => one.length - other.length) as [string[], string[]];
  if (longer.length - shorter.length > 1 || longer.length < 2) return false;
  const start = shorter.findIndex((segment, index) => segment !== longer[index]);
  const from = start < 0 ? shorter.length : start;
  const isInserted = longer.length > shorter.length;
  const rest = (segments: string[], skipped: number) => segments.slice(from + skipped).join("/");
  return rest(shorter, isInserted ? 0 : 1) === rest(longer, 1) && !/^\{\}$/.test(longer[from] ?? "");
}

/** The schemas that both have in common under two names: the same name in another case, the same content, or most of the same fields. */
export function pairSchemas(
  before: Record<string, Schema>,
  after: Record<string, Schema>,
): [from: string, to: string][] {
  return pairNames(before, after, [
    (was, is) => was.toLowerCase() === is.toLowerCase(),
    (was, is) => isDeepStrictEqual(bare(before[was]), bare(after[is])),
    (was, is) => {
      const fields = Object.keys(before[was]?.properties ?? {});
      const others = new Set(Object.keys(after[is]?.properties ?? {}));
      const shared = fields.filter((field) => others.has(field)).length;
      return shared >= 3 && shared / Math.max(fields.length, others.size) >= 0.8;
    },
  ]);
}

/** Pairs removed names with new ones, by the first test that leaves exactly one candidate. */
function pairNames(
  before: object,
  after: object,
  tests: ((was: string, is: string) => boolean)[],
): [from: string, to: string][] {
  const pairs: [string, string][] = [];
  const taken = new Set<string>();
  const removed = Object.keys(before).filter((name) => !Object.hasOwn(after, name));
  const fresh = Object.keys(after).filter((name) => !Object.hasOwn(before, name));
  for (const isAlike of tests)
    for (const from of removed.filter((name) => !taken.has(name))) {
      const [to, ...more] = fresh.filter((name) => !taken.has(name) && isAlike(from, name));
      if (to === undefined || more.length > 0) continue;
      if (removed.some((other) => other !== from && !taken.has(other) && isAlike(other, to))) continue;
      pairs.push([from, to]);
      taken.add(from).add(to);
    }
  return pairs;
}

/** The security schemes that both have in common under two names: the same name in another case, or the same content as far as it is known. */
export function pairSecuritySchemes(
  before: OpenApiDocument,
  after: OpenApiDocument,
): [from: string, to: string][] {
  const was = before.components?.securitySchemes ?? {};
  const is = after.components?.securitySchemes ?? {};
  return pairNames(was, is, [
    (from, to) => from.toLowerCase() === to.toLowerCase(),
    (from, to) => isDeepStrictEqual(bare(was[from]), bare(is[to])),
    // Of a scheme that is only named, nothing is known that could differ.
    (from) => was[from]?.["x-undocumented"] === true,
  ]);
}

function renamedComponents(before: OpenApiDocument, after: OpenApiDocument): Rename[] {
  const schemas = pairSchemas(before.components?.schemas ?? {}, after.components?.schemas ?? {});
  return [
    ...schemas.map(([from, to]) => ({ from, to, section: "schemas" })),
    ...pairSecuritySchemes(before, after).map(([from, to]) => ({ from, to, section: "securitySchemes" })),
  ];
}
