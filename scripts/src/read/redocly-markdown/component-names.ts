import type { Finding, Location } from "../../problem.ts";
import { pascalCase, type SchemaChild, type SchemaNode } from "./schema-roots.ts";

export interface NamedComponents {
  /** In the order in which the document meets them. */
  names: Map<SchemaNode, string>;
  findings: Finding[];
}

const errorName = "ErrorResponse";

/**
 * The first error body that responses share is the ErrorResponse. Any other body is named after the first operation that has
 * it, an object inside after its property, an array's item after the array with "Item" at the end.
 */
export function componentNames(
  roots: SchemaNode[],
  isComponent: (node: SchemaNode) => boolean,
  start: Location,
): NamedComponents {
  const names: NamedComponents["names"] = new Map();
  const findings: Finding[] = [];
  const used = new Map<string, SchemaNode | undefined>();
  const commonError = roots.find((node) => isComponent(node) && node.roots.every(({ isError }) => isError));
  if (commonError) used.set(errorName, commonError);
  const seen = new Set<SchemaNode>();
  const visit = (node: SchemaNode, wish: string): void => {
    if (seen.has(node)) return;
    seen.add(node);
    if (isComponent(node)) names.set(node, node === commonError ? errorName : free(wish, node));
    for (const child of node.children) visit(child.node, wishFor(child, wish));
  };
  const free = (wish: string, node: SchemaNode): string => {
    const name = firstFree(wish, used);
    used.set(name, node);
    if (name !== wish) findings.push(collision(wish, name, node.location ?? start));
    return name;
  };
  for (const root of roots) visit(root, root.roots[0]?.name || "Schema");
  return { names, findings };
}

function wishFor({ keyword, name, node }: SchemaChild, parent: string): string {
  if (keyword === "properties") return pascalCase(name) || "Schema";
  if (keyword === "items") return `${parent}Item`;
  const { title } = node.schema;
  return (typeof title === "string" && pascalCase(title)) || parent;
}

function firstFree(wish: string, used: Map<string, unknown>): string {
  let name = wish;
  for (let number = 2; used.has(name); number++) name = `${wish}${number}`;
  return name;
}

function collision(wish: string, name: string, location: Location): Finding {
  const message = `Component ${name}: two different schemas would be called ${wish}, so the later one has a number.`;
  return { kind: "repair", rule: "component-name", message, location };
}
