import openapiTS, { astToString } from "openapi-typescript";
import ts from "typescript";
import { follow } from "../json.ts";
import {
  type Json,
  type OpenApiDocument,
  operationsOf,
  type Parameter,
  type Reference,
  type Schema,
  withSchema,
} from "../openapi.ts";
import { tidyComments } from "./comments.ts";
import { noBody, openEnum, splitDirections } from "./directions.ts";
import { hoistBodies } from "./hoist.ts";
import { typeNames } from "./type-names.ts";

/**
 * The types of an API: an interface for every schema, and the `paths`, `operations` and `components` of openapi-typescript over them.
 * Schemas are interfaces of their own, not members of `components`, so that an editor shows `Booking` and not its whole inside.
 */
export async function generateSchema(document: OpenApiDocument, banner: string): Promise<string> {
  const split = splitDirections(hoistBodies(document));
  fitParameters(split);
  const nodes = await openapiTS(split as unknown as Parameters<typeof openapiTS>[0], {
    alphabetize: true,
    emptyObjectsUnknown: true,
    defaultNonNullable: false,
    silent: true,
    transform: (schema) => openUnion(schema as Schema),
  });
  const { declarations, rest } = extractSchemas(
    nodes,
    typeNames(Object.keys(split.components?.schemas ?? {})),
  );
  return `${banner}\n\n${astToString([...declarations, ...rest].map(tidyComments))}`;
}

/** Gives openapi-typescript the schema of a parameter that has a media type, and no cookies, which no call sends. */
function fitParameters(document: OpenApiDocument): void {
  const isSent = (entry: Parameter | Reference) => follow<Parameter>(document, entry).in !== "cookie";
  const fit = (entry: Parameter | Reference) => ("in" in entry ? withSchema(entry as Parameter) : entry);
  for (const { operation, pathItem } of operationsOf(document))
    for (const holder of [operation, pathItem])
      if (holder.parameters) holder.parameters = holder.parameters.filter(isSent).map(fit);
  const shared = document.components?.parameters ?? {};
  for (const [name, entry] of Object.entries(shared)) shared[name] = fit(entry);
}

/** `"a" | "b" | (string & {})`: completes the known values and takes any other of their kind. */
function openUnion(schema: Schema): ts.TypeNode | undefined {
  const values = schema.enum ?? [];
  const kinds = (["string", "number"] as const).filter((kind) =>
    values.some((value) => typeof value === kind),
  );
  if (!schema[openEnum] || kinds.length === 0) return undefined;
  const literals = values.map(literal);
  if (literals.some((node) => node === undefined)) return undefined;
  const isNullable = schema.type?.includes("null") && !values.includes(null);
  return ts.factory.createUnionTypeNode([
    ...(literals as ts.TypeNode[]),
    ...kinds.map(anyOther),
    ...(isNullable ? [ts.factory.createLiteralTypeNode(ts.factory.createNull())] : []),
  ]);
}

function literal(value: Json): ts.TypeNode | undefined {
  const { createLiteralTypeNode, createStringLiteral, createNumericLiteral } = ts.factory;
  if (typeof value === "string") return createLiteralTypeNode(createStringLiteral(value));
  if (value === null) return createLiteralTypeNode(ts.factory.createNull());
  if (typeof value !== "number") return undefined;
  const digits = createNumericLiteral(Math.abs(value));
  return createLiteralTypeNode(
    value < 0 ? ts.factory.createPrefixUnaryExpression(ts.SyntaxKind.MinusToken, digits) : digits,
  );
}

function anyOther(kind: "string" | "number"): ts.TypeNode {
  const keyword = kind === "string" ? ts.SyntaxKind.StringKeyword : ts.SyntaxKind.NumberKeyword;
  return ts.factory.createParenthesizedType(
    ts.factory.createIntersectionTypeNode([
      ts.factory.createKeywordTypeNode(keyword),
      ts.factory.createTypeLiteralNode([]),
    ]),
  );
}

function extractSchemas(
  nodes: ts.Node[],
  names: Map<string, string>,
): { declarations: ts.Node[]; rest: ts.Node[] } {
  const declarations: ts.Node[] = [];
  const named = nodes.map((node) => nameReferences(node, names));
  const rest = named.map((node) => (isComponents(node) ? withoutBodies(node, names, declarations) : node));
  return { declarations, rest };
}

function isComponents(node: ts.Node): node is ts.InterfaceDeclaration {
  return ts.isInterfaceDeclaration(node) && node.name.text === "components";
}

/** Moves the types of `components.schemas` into declarations of their own and leaves their names behind. */
function withoutBodies(
  components: ts.InterfaceDeclaration,
  names: Map<string, string>,
  declarations: ts.Node[],
): ts.Node {
  const members = components.members.map((member) => {
    if (
      !ts.isPropertySignature(member) ||
      memberName(member) !== "schemas" ||
      !member.type ||
      !ts.isTypeLiteralNode(member.type)
    )
      return member;
    const schemas = member.type.members.map((schema) => {
      if (!ts.isPropertySignature(schema) || !schema.type) return schema;
      const name = names.get(memberName(schema)) ?? memberName(schema);
      declarations.push(declare(name, schema));
      return ts.factory.updatePropertySignature(
        withoutComment(schema),
        schema.modifiers,
        schema.name,
        schema.questionToken,
        ts.factory.createTypeReferenceNode(name),
      );
    });
    return ts.factory.updatePropertySignature(
      member,
      member.modifiers,
      member.name,
      member.questionToken,
      ts.factory.createTypeLiteralNode(schemas),
    );
  });
  return ts.factory.updateInterfaceDeclaration(
    components,
    components.modifiers,
    components.name,
    undefined,
    undefined,
    members,
  );
}

function declare(name: string, schema: ts.PropertySignature): ts.Node {
  const exported = [ts.factory.createModifier(ts.SyntaxKind.ExportKeyword)];
  const type = schema.type as ts.TypeNode;
  const declaration = ts.isTypeLiteralNode(type)
    ? ts.factory.createInterfaceDeclaration(exported, name, undefined, undefined, type.members)
    : ts.factory.createTypeAliasDeclaration(exported, name, undefined, type);
  return ts.setSyntheticLeadingComments(declaration, ts.getSyntheticLeadingComments(schema));
}

function withoutComment(node: ts.PropertySignature): ts.PropertySignature {
  return ts.setSyntheticLeadingComments(node, undefined);
}

/** `components["schemas"]["Booking"]` -> `Booking` */
function nameReferences(root: ts.Node, names: Map<string, string>): ts.Node {
  const visit = (node: ts.Node): ts.Node => {
    const name = ts.isIndexedAccessTypeNode(node) ? schemaName(node) : undefined;
    if (name !== undefined) return ts.factory.createTypeReferenceNode(names.get(name) ?? name);
    // openapi-typescript writes literals as identifiers with quotes in them.
    if (ts.isIdentifier(node) && node.text === JSON.stringify(noBody))
      return ts.factory.createKeywordTypeNode(ts.SyntaxKind.UndefinedKeyword);
    return ts.visitEachChild(node, visit, undefined);
  };
  return visit(root);
}

function schemaName(node: ts.IndexedAccessTypeNode): string | undefined {
  const { objectType, indexType } = node;
  if (!ts.isIndexedAccessTypeNode(objectType) || literalText(objectType.indexType) !== "schemas")
    return undefined;
  if (
    !ts.isTypeReferenceNode(objectType.objectType) ||
    (objectType.objectType.typeName as ts.Identifier).text !== "components"
  )
    return undefined;
  return literalText(indexType);
}

function literalText(node: ts.TypeNode): string | undefined {
  return ts.isLiteralTypeNode(node) && ts.isStringLiteral(node.literal) ? node.literal.text : undefined;
}

function memberName(member: ts.PropertySignature): string {
  return (member.name as ts.Identifier | ts.StringLiteral).text;
}
