import {
  astToString,
  type GlobalContext,
  type OpenAPI3,
  type OpenAPITSOptions,
  resolveRef,
  scanDiscriminators,
  transformSchema,
} from "openapi-typescript";
import ts from "typescript";
import { follow } from "../json.ts";
import { acceptsDate, noBody, openEnum } from "../model/directions.ts";
import type { Model, OperationModel } from "../model/model.ts";
import {
  isJson,
  type Json,
  type MediaType,
  type OpenApiDocument,
  type Parameter,
  preferredMedia,
  type Schema,
} from "../openapi.ts";
import { commentText, tidyComments } from "./comments.ts";
import { factsOf, jsdocLines } from "./docs.ts";

/** The types of what an operation sends and receives, as expressions over the types that schema.ts exports. */
export interface OperationTypes {
  /** The interface of the query, where there is one. */
  query: string | undefined;
  /** Of a parameter in the path or a header, by its name. */
  argumentOf(parameter: Parameter): string;
  requestBody: string | undefined;
  /** Of the body of each response, by its status; `undefined` where none is documented. */
  responses: ReadonlyMap<string, string>;
  /** What a listing gives. */
  item: string | undefined;
}

export interface Types {
  /** schema.ts */
  text: string;
  /** By operationId. */
  operations: ReadonlyMap<string, OperationTypes>;
  /** Which of the exported types expressions name. */
  namesIn(expressions: Iterable<string>): string[];
}

/**
 * Writes the types of an API, all of them by openapi-typescript: an interface for every schema and every query, and the `paths`,
 * `operations` and `components` over them. Schemas are interfaces of their own, not members of `components`, so that an editor shows
 * `Booking` and not its whole inside.
 */
export function writeTypes(model: Model, banner: string): Types {
  const nodes = transform(fitParameters(model.typed));
  const declarations: (ts.InterfaceDeclaration | ts.TypeAliasDeclaration)[] = [];
  const named = nodes
    .map((node) => nameReferences(node, model.typeNames))
    .map((node) =>
      isInterface(node, "components") ? extractSchemas(node, model.typeNames, declarations) : node,
    );
  const components = named.find((node) => isInterface(node, "components"));
  const operations = new Map<string, OperationTypes>();
  const rest = named.map((node) =>
    isInterface(node, "operations") ? nameParts(node, model, components, declarations, operations) : node,
  );
  const exported = new Set(declarations.map(({ name }) => name.text));
  return {
    text: `${banner}\n\n${astToString([...declarations, ...rest].map(tidyComments))}`,
    operations,
    namesIn(expressions) {
      // A name before a colon is that of an argument or a field.
      const words = [...expressions].flatMap(
        (expression) =>
          expression.replaceAll(/"[^"]*"/g, "").match(/(?<![\w$.])[A-Za-z_$][\w$]*(?![\w$]|\??:|\()/g) ?? [],
      );
      return [...new Set(words)].filter((word) => exported.has(word)).sort();
    },
  };
}

/** Gives openapi-typescript the schema of a parameter that has a media type, and no cookies, which no call sends. */
function fitParameters(typed: OpenApiDocument): OpenApiDocument {
  const paths = Object.entries(typed.paths).map(([path, item]) => {
    const fitted = Object.entries(item).map(([key, operation]) => {
      const { parameters } = Object(operation) as { parameters?: Parameter[] };
      if (!parameters) return [key, operation];
      const sent = parameters.filter((parameter) => parameter.in !== "cookie");
      return [key, { ...Object(operation), parameters: sent }];
    });
    return [path, Object.fromEntries(fitted)];
  });
  return { ...typed, paths: Object.fromEntries(paths) };
}

/** What openapi-typescript does with a document that is known to be whole and valid: it need not be read, bundled and linted again. */
function transform(document: OpenApiDocument): ts.Node[] {
  const options: Partial<GlobalContext> = {
    additionalProperties: false,
    alphabetize: false,
    arrayLength: false,
    defaultNonNullable: false,
    emptyObjectsUnknown: true,
    enum: false,
    enumValues: false,
    conditionalEnums: false,
    dedupeEnums: false,
    excludeDeprecated: false,
    exportType: false,
    generatePathParams: false,
    immutable: false,
    injectFooter: [],
    makePathsEnum: false,
    pathParamsAsTypes: false,
    propertiesRequiredByDefault: false,
    readWriteMarkers: false,
    rootTypes: false,
    rootTypesKeepCasing: false,
    rootTypesNoSchemaPrefix: false,
    silent: true,
    transform: (schema) => dateOrText(schema as Schema) ?? openUnion(schema as Schema),
  };
  const schema = document as unknown as OpenAPI3;
  return transformSchema(schema, {
    ...options,
    discriminators: scanDiscriminators(schema, options as OpenAPITSOptions),
    resolve: ($ref: string) => resolveRef(schema, $ref, { silent: true }),
  } as GlobalContext);
}

const { factory } = ts;

/** A date-time that is sent is a string or a `Date`. */
function dateOrText(schema: Schema): ts.TypeNode | undefined {
  if (!schema[acceptsDate] || schema.enum || ![schema.type].flat().includes("string")) return undefined;
  return factory.createUnionTypeNode([
    factory.createKeywordTypeNode(ts.SyntaxKind.StringKeyword),
    factory.createTypeReferenceNode("Date"),
    ...(schema.type?.includes("null") ? [factory.createLiteralTypeNode(factory.createNull())] : []),
  ]);
}

/**
 * `"a" | "b" | (string & { readonly __unlisted: true })`: completes the known values. What was received may be any other and can be sent
 * back, because no program can write such a value: a typing error does not compile.
 */
function openUnion(schema: Schema): ts.TypeNode | undefined {
  const values = schema.enum ?? [];
  const kinds = (["string", "number"] as const).filter((kind) =>
    values.some((value) => typeof value === kind),
  );
  if (!schema[openEnum] || kinds.length === 0) return undefined;
  const literals = values.map(literal);
  if (literals.some((node) => node === undefined)) return undefined;
  const isNullable = schema.type?.includes("null") && !values.includes(null);
  return factory.createUnionTypeNode([
    ...(literals as ts.TypeNode[]),
    ...kinds.map(anyOther),
    ...(isNullable ? [factory.createLiteralTypeNode(factory.createNull())] : []),
  ]);
}

function literal(value: Json): ts.TypeNode | undefined {
  const { createLiteralTypeNode, createStringLiteral, createNumericLiteral } = factory;
  if (typeof value === "string") return createLiteralTypeNode(createStringLiteral(value));
  if (value === null) return createLiteralTypeNode(factory.createNull());
  if (typeof value !== "number") return undefined;
  const digits = createNumericLiteral(Math.abs(value));
  return createLiteralTypeNode(
    value < 0 ? factory.createPrefixUnaryExpression(ts.SyntaxKind.MinusToken, digits) : digits,
  );
}

function anyOther(kind: "string" | "number"): ts.TypeNode {
  const keyword = kind === "string" ? ts.SyntaxKind.StringKeyword : ts.SyntaxKind.NumberKeyword;
  return factory.createParenthesizedType(
    factory.createIntersectionTypeNode([
      factory.createKeywordTypeNode(keyword),
      factory.createTypeLiteralNode([
        factory.createPropertySignature(
          [factory.createModifier(ts.SyntaxKind.ReadonlyKeyword)],
          "__unlisted",
          undefined,
          factory.createLiteralTypeNode(factory.createTrue()),
        ),
      ]),
    ]),
  );
}

function isInterface(node: ts.Node | undefined, name: string): node is ts.InterfaceDeclaration {
  return node !== undefined && ts.isInterfaceDeclaration(node) && node.name.text === name;
}

type Declarations = (ts.InterfaceDeclaration | ts.TypeAliasDeclaration)[];

/** Moves the types of `components.schemas` into declarations of their own and leaves their names behind. */
function extractSchemas(
  components: ts.InterfaceDeclaration,
  names: ReadonlyMap<string, string>,
  declarations: Declarations,
): ts.Node {
  return mapMembers(components, (member) => {
    if (memberName(member) !== "schemas" || !member.type || !ts.isTypeLiteralNode(member.type)) return member;
    const schemas = member.type.members.map((schema) => {
      if (!ts.isPropertySignature(schema) || !schema.type) return schema;
      const name = names.get(memberName(schema)) ?? memberName(schema);
      declarations.push(declare(name, schema.type, ts.getSyntheticLeadingComments(schema)));
      return withType(ts.setSyntheticLeadingComments(schema, undefined), reference(name));
    });
    return withType(member, factory.createTypeLiteralNode(schemas));
  });
}

/**
 * Gives the query of every operation, and every body that is written out in place, a declaration and leaves its name behind; notes the
 * types of all parts.
 */
function nameParts(
  operations: ts.InterfaceDeclaration,
  model: Model,
  components: ts.InterfaceDeclaration | undefined,
  declarations: Declarations,
  types: Map<string, OperationTypes>,
): ts.Node {
  const byId = new Map(model.operations.map((operation) => [operation.id, operation]));
  return mapMembers(operations, (member) => {
    const operation = byId.get(memberName(member));
    if (!operation || !member.type || !ts.isTypeLiteralNode(member.type)) return member;
    const args = new Map<string, string>();
    const responses = new Map<string, string>();
    let requestBody: string | undefined;
    const nameBody = (content: ts.TypeNode | undefined, preferred: string): ts.TypeNode | undefined =>
      content &&
      mapLiteral(content, (media) => {
        if (!media.type || !hasLiteral(media.type)) return media;
        const name = model.claimTypeName(preferred);
        declarations.push(declare(name, media.type));
        return withType(media, reference(name));
      });
    const parts = mapLiteral(member.type, (part) => {
      switch (memberName(part)) {
        case "parameters":
          return withType(
            part,
            mapLiteral(part.type, (location) => {
              const where = memberName(location);
              if (!location.type || !ts.isTypeLiteralNode(location.type)) return location;
              if (where === "query" && operation.queryType) {
                declarations.push(declareQuery(operation, location.type));
                return withType(location, reference(operation.queryType));
              }
              for (const parameter of location.type.members)
                if (ts.isPropertySignature(parameter) && parameter.type)
                  args.set(`${where} ${memberName(parameter)}`, print(parameter.type));
              return location;
            }),
          );
        case "requestBody": {
          const body = nameContent(part.type, (content) => nameBody(content, `${operation.prefix}Body`));
          requestBody = sentType(contentOf(body, components));
          return withType(part, body);
        }
        case "responses":
          return withType(
            part,
            mapLiteral(part.type, (response) => {
              const status = memberName(response);
              const named = nameContent(response.type, (content) =>
                nameBody(content, `${operation.prefix}Response${status === "default" ? "" : status}`),
              );
              responses.set(status, receivedType(contentOf(named, components)));
              return withType(response, named);
            }),
          );
        default:
          return part;
      }
    });
    types.set(operation.id, {
      query: operation.queryType,
      argumentOf: ({ in: location, name }) => {
        const type = args.get(`${location} ${name}`) ?? "unknown";
        if (type !== "unknown") return type;
        return location === "path" ? "string | number" : "string";
      },
      requestBody,
      responses,
      item: itemOf(model, operation, responses),
    });
    return withType(member, parts);
  });
}

/** Fields may be `undefined`, as a query leaves them out then. */
function declareQuery(
  { queryType, fullName, parameters }: OperationModel,
  literal: ts.TypeLiteralNode,
): ts.InterfaceDeclaration {
  const members = literal.members.map((member) => {
    if (!ts.isPropertySignature(member) || !member.type) return member;
    const name = memberName(member);
    const parameter = parameters.find((candidate) => candidate.in === "query" && candidate.name === name);
    const types = ts.isUnionTypeNode(member.type) ? member.type.types : [member.type];
    const type = member.questionToken
      ? factory.createUnionTypeNode([...types, factory.createKeywordTypeNode(ts.SyntaxKind.UndefinedKeyword)])
      : member.type;
    return ts.setSyntheticLeadingComments(
      withType(member, type),
      parameter ? comment(factsOf(parameter)) : undefined,
    );
  });
  const declaration = declare(
    queryType as string,
    factory.createTypeLiteralNode(members),
    comment([`Parameters of \`${fullName}\`.`]),
  );
  return declaration as ts.InterfaceDeclaration;
}

function comment(lines: string[]): ts.SynthesizedComment[] | undefined {
  const text = jsdocLines(lines);
  if (text.length === 0) return undefined;
  return [
    {
      kind: ts.SyntaxKind.MultiLineCommentTrivia,
      pos: -1,
      end: -1,
      hasTrailingNewLine: true,
      text: commentText(text),
    },
  ];
}

/** What a listing gives: the items of the array that its pages hold. */
function itemOf(
  { typed, typeNames }: Model,
  { pagination, operation }: OperationModel,
  responses: ReadonlyMap<string, string>,
): string | undefined {
  if (!pagination) return undefined;
  const status = [...responses.keys()].find((candidate) => candidate.startsWith("2")) ?? "";
  const response = follow<{ content?: Record<string, MediaType> }>(typed, operation.responses?.[status]);
  let schema = preferredMedia(response.content)?.[1].schema;
  let type = responses.get(status) as string;
  for (const key of String(pagination.items).split("/").slice(1)) {
    schema = follow<Schema | undefined>(typed, schema)?.properties?.[key];
    type = `NonNullable<${type}[${JSON.stringify(key)}]>`;
  }
  const items = follow<Schema | undefined>(typed, schema)?.items;
  const name = items?.$ref?.replace("#/components/schemas/", "");
  if (name !== undefined) return typeNames.get(name);
  return items &&
    /^[A-Za-z_$][\w$]*$/.test(responses.get(status) ?? "") &&
    responses.get(status) !== "unknown"
    ? `${type}[number]`
    : "unknown";
}

/** The types by media type of a body; undefined where it has none. */
function contentOf(
  node: ts.TypeNode | undefined,
  components: ts.InterfaceDeclaration | undefined,
): Map<string, string> {
  const body = node && ts.isIndexedAccessTypeNode(node) ? resolve(node, components) : node;
  if (!body || !ts.isTypeLiteralNode(body)) return new Map();
  const content = body.members.find((member) => memberName(member as ts.PropertySignature) === "content");
  const type = content && ts.isPropertySignature(content) ? content.type : undefined;
  if (!type || !ts.isTypeLiteralNode(type)) return new Map();
  return new Map(
    type.members.flatMap((member): [string, string][] =>
      ts.isPropertySignature(member) && member.type ? [[memberName(member), print(member.type)]] : [],
    ),
  );
}

/** `components["responses"]["NotFound"]` */
function resolve(
  node: ts.IndexedAccessTypeNode,
  components: ts.InterfaceDeclaration | undefined,
): ts.TypeNode | undefined {
  const { objectType, indexType } = node;
  if (!ts.isIndexedAccessTypeNode(objectType)) return undefined;
  const group = components?.members.find(
    (member) => memberName(member as ts.PropertySignature) === literalText(objectType.indexType),
  );
  if (!group || !ts.isPropertySignature(group) || !group.type || !ts.isTypeLiteralNode(group.type))
    return undefined;
  const entry = group.type.members.find(
    (member) => memberName(member as ts.PropertySignature) === literalText(indexType),
  );
  const type = entry && ts.isPropertySignature(entry) ? entry.type : undefined;
  return type && ts.isIndexedAccessTypeNode(type) ? resolve(type, components) : type;
}

/** A form is an object with its fields, or a body as `fetch` takes it, as is anything else that is not JSON. */
function sentType(content: Map<string, string>): string | undefined {
  if (content.size === 0) return undefined;
  const json = [...content].filter(([mediaType]) => isJson(mediaType));
  if (json.length > 0) return unionOf(json.map(([, type]) => type));
  const fields = [...content.values()].filter((type) => /^[A-Z][\w$]*$/.test(type));
  return unionOf([...fields, 'NonNullable<RequestInit["body"]>']);
}

function receivedType(content: Map<string, string>): string {
  if (content.size === 0) return "undefined";
  const json = [...content].filter(([mediaType]) => isJson(mediaType));
  if (json.length > 0) return unionOf(json.map(([, type]) => type));
  return [...content.keys()].some((mediaType) => mediaType.startsWith("text/")) ? "string" : "ArrayBuffer";
}

/** Types as one: unknown includes all others. */
export function unionOf(types: string[]): string {
  return types.includes("unknown") ? "unknown" : [...new Set(types)].join(" | ");
}

function nameContent(
  body: ts.TypeNode | undefined,
  name: (content: ts.TypeNode | undefined) => ts.TypeNode | undefined,
): ts.TypeNode | undefined {
  return (
    body &&
    mapLiteral(body, (part) => (memberName(part) === "content" ? withType(part, name(part.type)) : part))
  );
}

/** Whether a type has an object in it that is written out in place. */
function hasLiteral(node: ts.Node): boolean {
  if (ts.isTypeLiteralNode(node) && node.members.length > 0) return !isMap(node);
  return ts.forEachChild(node, (child) => hasLiteral(child) || undefined) ?? false;
}

/** `{ [key: string]: … }` */
function isMap({ members }: ts.TypeLiteralNode): boolean {
  const [member] = members;
  return (
    members.length === 1 &&
    member !== undefined &&
    ts.isIndexSignatureDeclaration(member) &&
    !hasLiteral(member)
  );
}

function declare(
  name: string,
  type: ts.TypeNode,
  comments?: ts.SynthesizedComment[],
): ts.InterfaceDeclaration | ts.TypeAliasDeclaration {
  const exported = [factory.createModifier(ts.SyntaxKind.ExportKeyword)];
  const declaration = ts.isTypeLiteralNode(type)
    ? factory.createInterfaceDeclaration(exported, name, undefined, undefined, type.members)
    : factory.createTypeAliasDeclaration(exported, name, undefined, type);
  return ts.setSyntheticLeadingComments(declaration, comments);
}

function reference(name: string): ts.TypeNode {
  return factory.createTypeReferenceNode(name);
}

function withType<Member extends ts.PropertySignature>(
  member: Member,
  type: ts.TypeNode | undefined,
): ts.PropertySignature {
  return factory.updatePropertySignature(member, member.modifiers, member.name, member.questionToken, type);
}

function mapMembers(
  declaration: ts.InterfaceDeclaration,
  map: (member: ts.PropertySignature) => ts.TypeElement,
): ts.InterfaceDeclaration {
  const members = declaration.members.map((member) =>
    ts.isPropertySignature(member) ? map(member) : member,
  );
  const { modifiers, name } = declaration;
  return factory.updateInterfaceDeclaration(declaration, modifiers, name, undefined, undefined, members);
}

function mapLiteral(
  node: ts.TypeNode | undefined,
  map: (member: ts.PropertySignature) => ts.TypeElement,
): ts.TypeNode | undefined;
function mapLiteral(node: ts.TypeNode, map: (member: ts.PropertySignature) => ts.TypeElement): ts.TypeNode;
function mapLiteral(
  node: ts.TypeNode | undefined,
  map: (member: ts.PropertySignature) => ts.TypeElement,
): ts.TypeNode | undefined {
  if (!node || !ts.isTypeLiteralNode(node)) return node;
  return factory.createTypeLiteralNode(
    node.members.map((member) => (ts.isPropertySignature(member) ? map(member) : member)),
  );
}

/** `components["schemas"]["Booking"]` -> `Booking` */
function nameReferences(root: ts.Node, names: ReadonlyMap<string, string>): ts.Node {
  const visit = (node: ts.Node): ts.Node => {
    const name = ts.isIndexedAccessTypeNode(node) ? schemaName(node) : undefined;
    if (name !== undefined) return reference(names.get(name) ?? name);
    // openapi-typescript writes literals as identifiers with quotes in them.
    if (ts.isIdentifier(node) && node.text === JSON.stringify(noBody))
      return factory.createKeywordTypeNode(ts.SyntaxKind.UndefinedKeyword);
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
  return (member.name as ts.Identifier | ts.StringLiteral | ts.NumericLiteral | undefined)?.text ?? "";
}

const printer = ts.createPrinter({ removeComments: true });
const file = ts.createSourceFile("types.ts", "", ts.ScriptTarget.ESNext);

function print(node: ts.TypeNode): string {
  return printer.printNode(ts.EmitHint.Unspecified, node, file).replaceAll(/\s+/g, " ");
}
