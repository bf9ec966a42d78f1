import type { Json, Schema } from "../../openapi.ts";
import type { Location } from "../../problem.ts";
import type { Field, Variant } from "./fields.ts";
import { groupBy, type NoteRule } from "./notes.ts";
import type { Section } from "./page.ts";

export interface SchemaContext {
  /** Enums printed so far on the page, by path: later ones may refer to them. */
  enums: Map<string, Json[][]>;
  /** Where each schema with properties comes from. */
  places: Map<Schema, Location>;
  note(rule: NoteRule, detail: string, location: Location): void;
}

/** `properties` and `required`, without a type: the fields alone do not distinguish an object from an array of objects. */
export function propertiesOf(fields: Field[], context: SchemaContext, location: Location): Schema {
  const groups = groupBy(fields, (field) => field.name);
  const required = groups.filter((group) => group.every((field) => field.required));
  const schema: Schema = {
    // fromEntries makes "__proto__" a property like any other.
    properties: Object.fromEntries(
      groups.map((group): [string, Schema] => [nameOf(group), mergedSchema(group, context)]),
    ),
    ...(required.length > 0 ? { required: required.map(nameOf) } : {}),
  };
  context.places.set(schema, location);
  return schema;
}

function nameOf(group: Field[]): string {
  return group[0]?.name ?? "";
}

/** One schema for the fields of one name; alternatives of a body may be printed one after another. */
export function mergedSchema(group: Field[], context: SchemaContext): Schema {
  const [first, ...others] = group.map((field) => schemaOf(field, context));
  const [field] = group;
  if (!first || !field) return {};
  const different = groupBy([first, ...others], (schema) => JSON.stringify(schema));
  if (different.length === 1) return first;
  context.note("repeated-field", `\`${field.path}\``, field.location);
  return { anyOf: different.map(([schema]) => schema ?? {}) };
}

export function schemaOf(field: Field, context: SchemaContext): Schema {
  const label = `\`${field.path}\``;
  if (field.name.includes(".")) context.note("dotted-name", label, field.location);
  if (field.name === "additionalProperties") context.note("possible-map", label, field.location);
  if (field.notJson) context.note("not-json", label, field.location);
  const values = enumOf(field, context);
  if (values) context.enums.set(field.path, [...(context.enums.get(field.path) ?? []), values]);
  const shape = shapeOf(field, values, context);
  const schema: Schema = {
    ...(field.description ? { description: field.description.text } : {}),
    ...shape,
    ...(field.example === undefined ? {} : { examples: [field.example] }),
  };
  const place = context.places.get(shape);
  if (place) context.places.set(schema, place);
  return schema;
}

const typeWords = new Set(["string", "number", "integer", "boolean", "object", "array", "null"]);

function typesOf(field: Field, context: SchemaContext): string[] {
  const words = [...new Set(field.type.split(",").map((word) => word.trim()))];
  if (words.includes("any")) return [];
  if (words.every((word) => typeWords.has(word))) return words;
  if (!field.oneOf) context.note("unknown-type", `\`${field.path}\` (${field.type})`, field.location);
  return [];
}

function shapeOf(field: Field, values: Json[] | undefined, context: SchemaContext): Schema {
  const types = typesOf(field, context);
  const inner = innerOf(field, types, context);
  if (inner) return containerOf(field, types, inner, context);
  const type = typeKeyword(types);
  if (values)
    return types.includes("array") ? { ...type, items: { enum: values } } : { ...type, enum: values };
  if (types.length === 0 || types.includes("object") || types.includes("array"))
    context.note("open-schema", `\`${field.path}\` (${field.type})`, field.location);
  return type;
}

function typeKeyword(types: string[]): Schema {
  const [only] = types;
  if (only === undefined) return {};
  return { type: types.length === 1 ? only : types };
}

function innerOf(field: Field, types: string[], context: SchemaContext): Schema | undefined {
  if (field.variants.length > 0) return alternativesOf(field, types, context);
  return field.children.length > 0 ? propertiesOf(field.children, context, field.location) : undefined;
}

/** Below an array are its items' fields; below a type that is both or neither they may be either's. */
function containerOf(field: Field, types: string[], inner: Schema, context: SchemaContext): Schema {
  const own: Schema = inner.oneOf ? inner : { type: "object", ...inner };
  const place = context.places.get(inner);
  if (place) context.places.set(own, place);
  const [isArray, isObject] = [types.includes("array"), types.includes("object")];
  if (isArray && !isObject) return { ...typeKeyword(types), items: own };
  if (isObject && !isArray) return withPlace({ ...typeKeyword(types), ...inner }, place, context);
  if (inner.oneOf) return inner;
  context.note("object-or-array", `\`${field.path}\` (${field.type})`, field.location);
  if (!isArray) return inner;
  const rest = types.filter((type) => type !== "array" && type !== "object").map((type) => ({ type }));
  return { anyOf: [own, { type: "array", items: own }, ...rest] };
}

function withPlace(schema: Schema, place: Location | undefined, context: SchemaContext): Schema {
  if (place) context.places.set(schema, place);
  return schema;
}

/** The `oneOf` of a field's variants; null is one more of them where the type word allows it. */
export function alternativesOf(field: Field, types: string[], context: SchemaContext): Schema {
  const variants = field.variants.map((variant) => variantOf(variant, field, context));
  const nullable = types.includes("null") && !types.includes("array");
  return {
    oneOf: nullable ? [...variants, { type: "null" }] : variants,
    ...(field.discriminator === undefined ? {} : { discriminator: { propertyName: field.discriminator } }),
  };
}

function variantOf(variant: Variant, field: Field, context: SchemaContext): Schema {
  const { title, fields } = variant;
  const description = variant.description ? { description: variant.description.text } : {};
  const type = typeKeyword(titledType(title, field.type));
  if (fields.length === 0) {
    context.note("open-schema", `\`${field.path}\` as ${title}`, field.location);
    return { title, ...description, ...type };
  }
  const inner = propertiesOf(fields, context, field.location);
  return withPlace({ title, ...description, ...type, ...inner }, field.location, context);
}

/** The type in a string such as "Card (object) or Voucher (object)". */
function titledType(title: string, text: string): string[] {
  const start = text.indexOf(`${title} (`);
  const word = start < 0 ? "" : text.slice(start + title.length + 2, text.indexOf(")", start + title.length));
  return typeWords.has(word) && word !== "array" ? [word] : [];
}

function enumOf(field: Field, context: SchemaContext): Json[] | undefined {
  if (!field.sameAs) return field.enum;
  const { path, count } = field.sameAs;
  const candidates = (context.enums.get(path) ?? []).filter((values) => values.length === count);
  const different = new Set(candidates.map((values) => JSON.stringify(values)));
  if (different.size === 1) return candidates[0];
  context.note("enum-reference", `\`${field.path}\` (same as \`${path}\`, ${count} values)`, field.location);
  return undefined;
}

export function bodySchema(section: Section, context: SchemaContext): Schema {
  const body = bodyFieldOf(section);
  if (body) {
    context.note("body-field", `\`${body.path}\``, body.location);
    const description = body.description ? { description: body.description.text } : {};
    return { ...description, ...alternativesOf(body, [], context) };
  }
  const schema = propertiesOf(section.fields, context, section.location);
  // The shape keeps different bodies apart; identical ones share one finding.
  context.note("body-root", JSON.stringify(schema), section.location);
  return schema;
}

/** A body of alternatives is printed as one field whose bracket names them: "Card (object) or Voucher (object)". */
export function bodyFieldOf({ fields }: Section): Field | undefined {
  const [field] = fields;
  const alone = fields.length === 1 && field?.name === "body" && field.variants.length > 0;
  return alone && field.type.includes(" (") ? field : undefined;
}
