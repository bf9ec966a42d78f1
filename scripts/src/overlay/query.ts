import { DEFAULT_ENVIRONMENT, type JSONPathNode, type JSONPathQuery, type JSONValue } from "json-p3";
import { isObject } from "../json.ts";
import { didYouMean } from "../words.ts";

export type { JSONPathNode };

/** Compiles a JSONPath (RFC 9535); throws an Error with the place of a syntax error in it. */
export function compile(path: string): JSONPathQuery {
  return DEFAULT_ENVIRONMENT.compile(path);
}

/** The nodes that a path selects, each once: a union or a descent may come upon the same one again. */
export function select(query: JSONPathQuery, document: unknown): JSONPathNode[] {
  const { nodes } = query.query(document as JSONValue);
  return [...new Map(nodes.map((node) => [JSON.stringify(node.location), node])).values()];
}

/**
 * The parts of a target that select nothing of their own: of `$.paths['/a','/b'].get` it is `'/b'` when only `/a` is there.
 * Without this, a union would hide that half of it is stale.
 */
export function idleSelectors(query: JSONPathQuery, document: unknown): string[] {
  const segments = query.segments.map(String);
  return query.segments.flatMap((segment, index) => {
    if (segment.selectors.length < 2) return [];
    const descend = segments[index]?.startsWith("..") ? ".." : "";
    return segment.selectors.map(String).filter((selector) => {
      const alone = `$${segments.slice(0, index).join("")}${descend}[${selector}]${segments.slice(index + 1).join("")}`;
      return select(compile(alone), document).length === 0;
    });
  });
}

/** Where a target that selects nothing leaves the document, with the key that it most likely means. */
export function explainNoMatch(query: JSONPathQuery, document: unknown): string {
  const texts = query.segments.map(String);
  let reached: JSONPathNode[] = select(compile("$"), document);
  for (const [index, segment] of query.segments.entries()) {
    const next = select(compile(`$${texts.slice(0, index + 1).join("")}`), document);
    if (next.length > 0) {
      reached = next;
      continue;
    }
    const prefix = `$${texts.slice(0, index).join("")}`;
    const keys = reached.flatMap(({ value }) => (isObject(value) ? Object.keys(value) : []));
    const name = (segment.selectors[0] as { name?: string }).name;
    const hint = name === undefined ? "" : didYouMean(name, keys);
    return `${prefix} is there, but ${texts[index]} selects nothing in it.${hint}`;
  }
  return "";
}
