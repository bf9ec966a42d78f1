import type { OpenApiDocument } from "../../openapi.ts";
import { capitalize } from "../../words.ts";
import { keyOf } from "../operations.ts";
import { methodText } from "./method.ts";
import type { Method } from "./model.ts";
import type { TypeWriter } from "./type-writer.ts";

interface Node {
  path: string[];
  methods: Method[];
  children: Map<string, Node>;
}

/** An interface for each resource, the nested ones before those that hold them, and the table of the operations that their methods call. */
export function resourceTexts(
  document: OpenApiDocument,
  methods: Method[],
  types: TypeWriter,
): { interfaces: string; table: string } {
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
  const interfaces: string[] = [];
  const write = (node: Node): void => {
    for (const child of node.children.values()) write(child);
    interfaces.push(interfaceOf(document, node, types));
  };
  write(root);
  return { interfaces: interfaces.join("\n\n"), table: tableOf(root) };
}

function interfaceName(path: string[]): string {
  return path.length === 0 ? "Resources" : `${path.map(capitalize).join("")}Resource`;
}

function interfaceOf(
  document: OpenApiDocument,
  { path, methods, children }: Node,
  types: TypeWriter,
): string {
  const members = [
    ...[...children].map(
      ([name, node]) =>
        `  /** \`${node.path.join(".")}\` */\n  readonly ${name}: ${interfaceName(node.path)};`,
    ),
    ...methods.map((method) => methodText(document, method, types)),
  ];
  const doc = path.length === 0 ? "All resources of the API." : `The methods of \`${path.join(".")}\`.`;
  return `/** ${doc} */\nexport interface ${interfaceName(path)} {\n${members.join("\n")}\n}`;
}

function tableOf({ path, methods, children }: Node): string {
  const indent = "  ".repeat(path.length + 1);
  const lines = [
    ...[...children].map(([name, node]) => `${indent}${name}: ${tableOf(node)},`),
    ...methods.map((method) => `${indent}${method.name.method}: ${JSON.stringify(keyOf(method.entry))},`),
  ];
  return `{\n${lines.join("\n")}\n${"  ".repeat(path.length)}}`;
}
