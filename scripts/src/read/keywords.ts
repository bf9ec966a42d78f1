import { getTypes, normalizeTypes, type SpecVersion } from "@redocly/openapi-core";
import { isObject } from "../json.ts";
import { type DocumentError, type Finding, sourceError } from "../problem.ts";
import { closest } from "../words.ts";
import type { YamlFile } from "./yaml.ts";

type Version = "oas2" | "oas3_0" | "oas3_1";
type Path = (string | number)[];
/** An object of the standard, as redocly describes it. */
interface ObjectType {
  name: string;
  properties: Record<string, unknown>;
  additionalProperties?: unknown;
  items?: unknown;
}

/** What a field holds: an object of some type, a value of a JSON type, or nothing that the standard knows. */
type Content = ObjectType | { type?: string; enum?: unknown[]; items?: unknown } | null | undefined;

const titles: Readonly<Record<Version, string>> = {
  oas2: "Swagger 2.0",
  oas3_0: "OpenAPI 3.0",
  oas3_1: "OpenAPI 3.1",
};
const known = new Map<Version, Record<string, ObjectType>>();

function typesOf(version: Version): Record<string, ObjectType> {
  const types =
    known.get(version) ?? (normalizeTypes(getTypes(version as SpecVersion)) as Record<string, ObjectType>);
  known.set(version, types);
  return types;
}

/**
 * Compares every keyword of a document with those that its version has, in place. A misspelled one, or one of another version, is an
 * error, for what it says would be lost; any other is left out, which is a finding. Extensions (`x-…`) pass, except among paths and
 * responses, where every reader would take them for one.
 */
export function checkKeywords(
  document: Record<string, unknown>,
  version: Version,
  source: YamlFile,
): Finding[] {
  const findings: Finding[] = [];
  const drop = (
    holder: Record<string, unknown>,
    key: string,
    path: Path,
    rule: string,
    message: string,
  ): void => {
    delete holder[key];
    findings.push({ kind: "repair", rule, message, location: source.locate([...path, key]) });
  };
  const failure = (path: Path, problem: string, advice: string): DocumentError =>
    sourceError(source.locate(path), problem, advice);

  const visit = (type: ObjectType, value: unknown, path: Path): void => {
    if (type.items !== undefined) {
      if (!Array.isArray(value))
        throw failure(path, `expected a list, found ${typeName(value)}`, "The standard has a list here.");
      for (const [index, item] of value.entries())
        visitContent(contentOf(type.items, item, String(index)), item, [...path, index]);
      return;
    }
    const isMap = Object.keys(type.properties).length === 0 || type.name === "Responses";
    if (!isObject(value))
      throw failure(
        path,
        `expected ${isMap ? "a mapping" : `${article(nameOf(type))} ${nameOf(type)} object`}, found ${typeName(value)}`,
        `${titles[version]} allows nothing else here.`,
      );
    if (
      typeof value.$ref === "string" &&
      type.name !== "PathItem" &&
      (type.name !== "Schema" || version !== "oas3_1")
    )
      return;
    for (const [key, child] of Object.entries(value)) {
      if (key === "$ref") continue;
      const here = [...path, key];
      const isStatus = type.name === "Responses";
      if (key.startsWith("x-") && (type.name === "Paths" || isStatus)) {
        const among = isStatus ? "responses" : "paths";
        drop(
          value,
          key,
          path,
          "foreign-word",
          `The vendor's extension "${key}" is among ${among}; it was left out.`,
        );
        continue;
      }
      const content = fieldOf(type, child, key);
      if (content !== undefined) visitContent(content, child, here);
      else if (type.name === "Paths" || (key.startsWith("x-") && !isMap)) continue;
      else if (isStatus) {
        if (!/^[1-5]xx$/i.test(key))
          drop(
            value,
            key,
            path,
            "response-status",
            `The response "${key}" has no HTTP status; it was left out.`,
          );
      } else rejectOrDrop(type, value, key, path);
    }
  };

  const visitContent = (content: Content, value: unknown, path: Path): void => {
    if (content === null || content === undefined) return;
    if ("properties" in content && "name" in content) visit(content as ObjectType, value, path);
    else if ((content as { type?: string }).type === "array" && !Array.isArray(value))
      throw failure(path, `expected a list, found ${typeName(value)}`, "The standard has a list here.");
  };

  const rejectOrDrop = (type: ObjectType, holder: Record<string, unknown>, key: string, path: Path): void => {
    const keywords = Object.keys(type.properties);
    const other = (["oas2", "oas3_1"] as const).find(
      (candidate) => candidate !== version && key in (typesOf(candidate)[type.name]?.properties ?? {}),
    );
    // Those of 3.1 mean in a 3.0 document what they mean in 3.1, and the few of 3.0 that 3.1 no longer has are converted.
    if (version === "oas3_0" && other === "oas3_1") return;
    if (version === "oas3_1" && key in (typesOf("oas3_0")[type.name]?.properties ?? {})) return;
    const meant = closest(key, keywords);
    const subject = `unsupported keyword "${key}" in ${article(nameOf(type))} ${nameOf(type)} object`;
    if (other === undefined && meant === undefined) {
      drop(
        holder,
        key,
        path,
        "unknown-keyword",
        `${titles[version]} has no keyword "${key}" for ${article(nameOf(type))} ${nameOf(type)} object; it was left out.`,
      );
      return;
    }
    const advice =
      version === "oas2" && other !== undefined
        ? `"${key}" belongs to OpenAPI 3: if the document is one, it must say "openapi: 3.x" instead of "swagger: '2.0'".`
        : `${titles[version]} has no such keyword and it would be lost.${meant === undefined ? "" : ` Did you mean "${meant}"?`}`;
    throw failure([...path, key], subject, advice);
  };

  visit(typesOf(version).Root as ObjectType, document, []);
  return findings;
}

/** What a field of an object holds; undefined for one that the object does not have. */
function fieldOf(type: ObjectType, value: unknown, key: string): Content {
  const field = Object.hasOwn(type.properties, key) ? type.properties[key] : undefined;
  if (field !== undefined) return contentOf(field, value, key);
  return type.additionalProperties === undefined
    ? undefined
    : contentOf(type.additionalProperties, value, key);
}

function contentOf(content: unknown, value: unknown, key: string): Content {
  return (typeof content === "function" ? content(value, key) : content) as Content;
}

const names: Readonly<Record<string, string>> = {
  Root: "root",
  ParameterItems: "Items",
  ExternalDocs: "ExternalDocumentation",
};

function nameOf({ name }: ObjectType): string {
  return names[name] ?? name;
}

function typeName(value: unknown): string {
  if (value === null || value === undefined) return "nothing";
  if (Array.isArray(value)) return "a list";
  return isObject(value) ? "a mapping" : `the ${typeof value} ${JSON.stringify(value)}`;
}

function article(word: string): string {
  return /^[AEIOU]/.test(word) ? "an" : "a";
}
