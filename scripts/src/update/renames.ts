import {
  type HttpMethod,
  type OpenApiDocument,
  operationsOf,
  type Parameter,
  parametersOf,
  templateNames,
} from "../openapi.ts";

/** What became of the parameters of an operation. */
export interface ParameterPairs {
  kept: [before: Parameter, after: Parameter][];
  renamed: [before: Parameter, after: Parameter][];
  gone: Parameter[];
  fresh: Parameter[];
}

/**
 * Pairs the parameters of two versions of an operation. One that is gone and one that is new are the same under another name when
 * both travel in the same place and the text of their descriptions, if they have one, is the same; without a description, when they
 * are the only candidates and stand at the same position.
 */
export function pairRenamed(before: Parameter[], after: Parameter[]): ParameterPairs {
  const same = (a: Parameter) => (b: Parameter) => a.in === b.in && a.name === b.name;
  const kept = before.flatMap((old): [Parameter, Parameter][] => {
    const now = after.find(same(old));
    return now ? [[old, now]] : [];
  });
  const gone = before.filter((old) => !after.some(same(old)));
  const fresh = after.filter((now) => !before.some(same(now)));
  const renamed: [Parameter, Parameter][] = [];
  for (const old of gone) {
    const alike = (other: Parameter) =>
      other.in === old.in && other.description?.trim() === old.description?.trim();
    const [now, ...more] = fresh.filter(alike);
    if (!now || more.length > 0 || gone.filter(alike).length > 1) continue;
    if (old.description || before.indexOf(old) === after.indexOf(now)) renamed.push([old, now]);
  }
  return {
    kept,
    renamed,
    gone: gone.filter((old) => !renamed.some(([taken]) => taken === old)),
    fresh: fresh.filter((now) => !renamed.some(([, taken]) => taken === now)),
  };
}

/** A path without the names of its parameters: two operations with the same shape and method answer the same requests. */
export function shapeOf(path: string): string {
  return path.replaceAll(/\{[^{}]*\}/g, "{}");
}

/** Another name for the same thing in the vendor's next document. */
export interface Rename {
  from: string;
  to: string;
  /** The operation whose parameter it is, by its new path; undefined for the name of a path. */
  parameterOf?: { method: HttpMethod; path: string };
}

/** The paths and parameters that the vendor's next document calls by other names. */
export function findRenames(before: OpenApiDocument, after: OpenApiDocument): Rename[] {
  const next = [...operationsOf(after)];
  return [...operationsOf(before)].flatMap(({ method, path, operation, pathItem }): Rename[] => {
    const now = next.find((entry) => entry.method === method && shapeOf(entry.path) === shapeOf(path));
    if (!now) return [];
    const parameterOf = { method, path: now.path };
    const names = templateNames(now.path);
    const beside = (parameter: Parameter) => parameter.in !== "path";
    const { renamed } = pairRenamed(
      parametersOf(before, operation.parameters, pathItem.parameters).filter(beside),
      parametersOf(after, now.operation.parameters, now.pathItem.parameters).filter(beside),
    );
    return [
      { from: path, to: now.path },
      ...templateNames(path).map((from, index) => ({ from, to: names[index] as string, parameterOf })),
      ...renamed.map(([old, parameter]) => ({ from: old.name, to: parameter.name, parameterOf })),
    ].filter(({ from, to }) => from !== to);
  });
}
