import { type OpenApiDocument, operationsOf, type Schema } from "../../openapi.ts";
import { type Places, place } from "../../places.ts";
import type { Finding, Location } from "../../problem.ts";
import { componentNames } from "./component-names.ts";
import { rootsOf, type SchemaChild, type SchemaNode, type SchemaRoot } from "./schema-roots.ts";

/** Moves every object schema that occurs at least twice into `components.schemas`. Changes the document. */
export function extractComponents(
  document: OpenApiDocument,
  schemaPlaces: Map<Schema, Location>,
  places: Places,
): Finding[] {
  const graph = new SchemaGraph(schemaPlaces);
  const roots = [...operationsOf(document)].flatMap((entry) => rootsOf(entry));
  const nodes = roots.map((root) => graph.add(root));
  graph.countUses();
  const { names, findings } = componentNames(nodes, isRepeatedObject, places.start);
  const schemas = new Map<string, Schema>();
  for (const [node, name] of names) {
    schemas.set(name, expand(node, names));
    if (node.location) places.set(place.schema(name), node.location);
  }
  for (const [index, root] of roots.entries()) root.replace(refer(nodes[index] as SchemaNode, names));
  if (schemas.size > 0)
    document.components = { ...document.components, schemas: Object.fromEntries(schemas) };
  return findings;
}

function isRepeatedObject({ schema, uses }: SchemaNode): boolean {
  return uses > 1 && Object.keys(schema.properties ?? {}).length > 0;
}

class SchemaGraph {
  readonly #places: Map<Schema, Location>;
  readonly #nodes = new Map<string, SchemaNode>();
  readonly #ids = new Map<SchemaNode, number>();

  constructor(places: Map<Schema, Location>) {
    this.#places = places;
  }

  add(root: SchemaRoot): SchemaNode {
    const node = this.#intern(root.schema);
    node.uses++;
    node.roots.push(root);
    return node;
  }

  /** Nodes come after their children, so from the last to the first each is complete when its turn comes. */
  countUses(): void {
    for (const node of [...this.#nodes.values()].reverse()) {
      const written = isRepeatedObject(node) ? 1 : node.uses;
      for (const child of node.children) child.node.uses += written;
    }
  }

  #intern(schema: Schema): SchemaNode {
    const children = childrenOf(schema).map(({ schema: child, ...rest }) => ({
      ...rest,
      node: this.#intern(child),
    }));
    const key = this.#keyOf(schema, children);
    const known = this.#nodes.get(key);
    if (known) return known;
    const node: SchemaNode = { schema, children, uses: 0, roots: [], location: this.#places.get(schema) };
    this.#ids.set(node, this.#nodes.size);
    this.#nodes.set(key, node);
    return node;
  }

  /** The same for schemas that differ only in the order of their properties. */
  #keyOf({ properties, items, oneOf, anyOf, required, ...own }: Schema, children: SchemaChild[]): string {
    const edges = children.map(({ keyword, name, node }) => [keyword, name, this.#ids.get(node)]);
    const sorted = edges
      .filter(([keyword]) => keyword === "properties")
      .sort(([, a], [, b]) => (String(a) < String(b) ? -1 : 1));
    const others = edges.filter(([keyword]) => keyword !== "properties");
    const keywords = Object.entries(own).sort(([a], [b]) => (a < b ? -1 : 1));
    return JSON.stringify([keywords, required?.toSorted(), properties !== undefined, sorted, others]);
  }
}

function childrenOf(schema: Schema): (Omit<SchemaChild, "node"> & { schema: Schema })[] {
  return [
    ...Object.entries(schema.properties ?? {}).map(([name, child]) => ({
      keyword: "properties" as const,
      name,
      schema: child,
    })),
    ...(schema.items ? [{ keyword: "items" as const, name: "", schema: schema.items }] : []),
    ...(schema.oneOf ?? []).map((child) => ({ keyword: "oneOf" as const, name: "", schema: child })),
    ...(schema.anyOf ?? []).map((child) => ({ keyword: "anyOf" as const, name: "", schema: child })),
  ];
}

type Names = Map<SchemaNode, string>;

function refer(node: SchemaNode, names: Names): Schema {
  const name = names.get(node);
  return name === undefined ? expand(node, names) : { $ref: `#/components/schemas/${name}` };
}

function expand({ schema, children }: SchemaNode, names: Names): Schema {
  const of = (requested: SchemaChild["keyword"]): [string, Schema][] =>
    children
      .filter(({ keyword }) => keyword === requested)
      .map(({ name, node }) => [name, refer(node, names)]);
  const copy: Schema = { ...schema };
  if (schema.properties) copy.properties = Object.fromEntries(of("properties"));
  const [item] = of("items");
  if (item) copy.items = item[1];
  if (schema.oneOf) copy.oneOf = of("oneOf").map(([, child]) => child);
  if (schema.anyOf) copy.anyOf = of("anyOf").map(([, child]) => child);
  return copy;
}
