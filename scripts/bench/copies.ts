import { readFileSync } from "node:fs";
import { parse } from "yaml";

interface Operation {
  operationId: string;
  "x-sdk-name"?: string;
}
type PathItem = Record<string, Operation | unknown>;
interface Document {
  paths: Record<string, PathItem>;
  components: { schemas: Record<string, unknown> };
}

const source = readFileSync(new URL("../../specs/bookeo/openapi.yaml", import.meta.url), "utf8");
const methods = ["get", "put", "post", "patch", "delete"];
const operationsOf = (item: PathItem): string[] => Object.keys(item).filter((key) => methods.includes(key));

/** Bookeo's document with every path, operationId, SDK name and schema under a name of its own. */
function copy(number: number): Document {
  const prefix = `Copy${number}`;
  const document = parse(source) as Document;
  const ids = new Set(
    Object.values(document.paths).flatMap((item) =>
      operationsOf(item).map((method) => (item[method] as Operation).operationId),
    ),
  );
  const renamed = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(renamed);
    if (typeof value === "object" && value !== null)
      return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, renamedField(key, inner)]));
    return value;
  };
  const renamedField = (key: string, value: unknown): unknown => {
    if (typeof value !== "string") return renamed(value);
    if (key === "$ref") return value.replace("#/components/schemas/", `#/components/schemas/${prefix}`);
    // An operation is named by itself and by the extensions of others.
    if (ids.has(value)) return `${value}${prefix}`;
    return key === "x-sdk-name" ? `copy${number}.${value}` : value;
  };
  const { paths, components } = renamed(document) as Document;
  return {
    ...document,
    paths: Object.fromEntries(Object.entries(paths).map(([path, item]) => [`/copy${number}${path}`, item])),
    components: {
      ...components,
      schemas: Object.fromEntries(
        Object.entries(components.schemas).map(([name, schema]) => [`${prefix}${name}`, schema]),
      ),
    },
  };
}

/** A document of so many operations, as JSON: copies of Bookeo's corrected document, the last one cut at a path. */
export function copies(operations: number): string {
  const whole = copy(0);
  const paths: Document["paths"] = {};
  const schemas: Document["components"]["schemas"] = {};
  let count = 0;
  for (let number = 0; count < operations; number++) {
    const { paths: added, components } = copy(number);
    Object.assign(schemas, components.schemas);
    for (const [path, item] of Object.entries(added)) {
      const size = operationsOf(item).length;
      if (count + size > operations) continue;
      paths[path] = item;
      count += size;
    }
  }
  // Shared parts refer to the schemas of the first copy.
  return JSON.stringify({ ...whole, paths, components: { ...whole.components, schemas } });
}
