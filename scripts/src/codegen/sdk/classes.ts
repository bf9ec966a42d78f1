import type { OpenApiDocument } from "../../openapi.ts";
import { capitalize } from "../../words.ts";
import { methodText } from "./method.ts";
import type { Method } from "./model.ts";
import type { TypeWriter } from "./type-writer.ts";

interface Node {
  path: string[];
  methods: Method[];
  children: Map<string, Node>;
}

/** A class for each resource, the nested ones before those that hold them. */
export function resourceClasses(document: OpenApiDocument, methods: Method[], types: TypeWriter): string {
  const root: Node = { path: [], methods: [], children: new Map() };
  for (const method of methods) {
    let node = root;
    for (const name of method.name.resource) {
      let child = node.children.get(name);
      if (!child) {
        child = { path: [...node.path, name], methods: [], children: new Map() };
        node.children.set(name, child);
      }
      node = child;
    }
    node.methods.push(method);
  }
  const texts: string[] = [];
  const write = (node: Node): void => {
    for (const child of node.children.values()) write(child);
    texts.push(classOf(document, node, types));
  };
  write(root);
  return texts.join("\n\n");
}

function className(path: string[]): string {
  return path.length === 0 ? "Resources" : `${path.map(capitalize).join("")}Resource`;
}

function classOf(document: OpenApiDocument, { path, methods, children }: Node, types: TypeWriter): string {
  const nested = [...children].map(([child, node]) => ({
    child,
    type: className(node.path),
    label: node.path.join("."),
  }));
  const isUsed = methods.length > 0;
  const parts = [
    ...nested.map(({ child, type, label }) => `  /** \`${label}\` */\n  readonly ${child}: ${type};`),
    ...(isUsed ? ["  readonly #connection: Connection;"] : []),
    "",
    "  constructor(connection: Connection) {",
    ...(isUsed ? ["    this.#connection = connection;"] : []),
    ...nested.map(({ child, type }) => `    this.${child} = new ${type}(connection);`),
    "  }",
    ...methods.flatMap((method) => ["", methodText(document, method, types)]),
  ];
  const doc = path.length === 0 ? "All resources of the API." : `The methods of \`${path.join(".")}\`.`;
  return `/** ${doc} */\nexport class ${className(path)} {\n${parts.join("\n")}\n}`;
}
