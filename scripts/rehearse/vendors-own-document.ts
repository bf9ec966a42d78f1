import { parse } from "yaml";
import { forEachSchema, type OpenApiDocument, operationsOf, type Parameter } from "../src/openapi.ts";

/** Where a vendor's document differs from the first one that we had. */
export interface VendorsOwn {
  info: OpenApiDocument["info"];
  servers: OpenApiDocument["servers"];
  /** The security scheme of the vendor's document, by its name. */
  scheme: [name: string, scheme: object];
  /** Keys that every operation takes as parameters of its query. */
  keys: [name: string, description: string][];
  /** What every path begins with. */
  prefix: string;
}

export const bookeosOwn: VendorsOwn = {
  info: { title: "Bookeo API", version: "2.1", description: "Manage bookings and customers." },
  servers: [{ url: "https://api.bookeo.com/v2" }],
  scheme: ["Api Key", { type: "apiKey", in: "query", name: "apiKey", description: "The key of an account." }],
  keys: [
    ["secretKey", "Your application's secret key"],
    ["apiKey", "The API key of the account"],
  ],
  prefix: "",
};

export const magiclinesOwn: VendorsOwn = {
  info: { title: "Magicline Open API", version: "1.60.0" },
  servers: [
    {
      url: "https://{tenant}.open-api.magicline.com",
      variables: { tenant: { default: "open-api-demo", description: "Your tenant." } },
    },
  ],
  scheme: ["API_KEY", { type: "apiKey", in: "header", name: "X-API-KEY" }],
  keys: [],
  prefix: "/v1",
};

/**
 * A document as a vendor would write it of the API that a corrected document describes: OpenAPI 3.0 in JSON, types and bodies
 * included, with operationIds, tags and a security scheme of its own, and more operations.
 */
export function vendorsOwnDocument(
  corrected: string,
  { info, servers, scheme, keys: own, prefix }: VendorsOwn,
): string {
  const document = parse(corrected) as OpenApiDocument;
  removeExtensions(document);
  Object.assign(document, { openapi: "3.0.0", info, servers });
  delete document.security;
  const keys = own.map(
    ([name, description]): Parameter => ({
      name,
      in: "query",
      description,
      required: true,
      schema: { type: "string" },
    }),
  );
  const security = [{ [scheme[0]]: [] }];
  for (const { operation, method, path } of operationsOf(document)) {
    operation.operationId = `${method}_${path
      .split("/")
      .filter((step) => step && !step.startsWith("{"))
      .join("_")}${path.endsWith("}") ? "_one" : ""}`;
    operation.tags = [String(path.split("/")[1])];
    operation.security = security;
    operation.parameters = [...(operation.parameters ?? []).filter((each) => !("$ref" in each)), ...keys];
  }
  for (const item of Object.values(document.paths)) if (item) delete item.parameters;
  const components = document.components ?? {};
  components.securitySchemes = Object.fromEntries([scheme]) as NonNullable<typeof components.securitySchemes>;
  delete components.parameters;
  Object.assign(document.paths, moreOperations(prefix, keys, security));
  Object.assign(components.schemas as object, moreSchemas);
  forEachSchema(document, (schema) => downgrade(schema as Record<string, unknown>));
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

/** What OpenAPI 3.0 writes differently. */
function downgrade(schema: Record<string, unknown>): void {
  if (Array.isArray(schema.type)) {
    const [type] = schema.type.filter((each) => each !== "null");
    if (schema.type.includes("null")) schema.nullable = true;
    schema.type = type;
  }
  if (Array.isArray(schema.examples)) {
    schema.example = schema.examples[0];
    delete schema.examples;
  }
  if ("const" in schema) {
    schema.enum = [schema.const];
    delete schema.const;
  }
}

function removeExtensions(value: unknown): void {
  if (typeof value !== "object" || value === null) return;
  const holder = value as Record<string, unknown>;
  for (const key of Object.keys(holder)) {
    if (key.startsWith("x-")) delete holder[key];
    else removeExtensions(holder[key]);
  }
}

const moreSchemas = {
  Resource: {
    type: "object",
    required: ["id", "name"],
    properties: {
      id: { type: "string", description: "Identifies the resource." },
      name: { type: "string" },
      color: { type: "string", nullable: true },
      seats: { type: "integer", format: "int32", minimum: 0 },
    },
  },
  ResourceList: {
    type: "object",
    properties: {
      data: { type: "array", items: { $ref: "#/components/schemas/Resource" } },
      info: {
        type: "object",
        properties: {
          totalItems: { type: "integer", description: "How many there are." },
          pageNavigationToken: { type: "string", description: "What to ask for the next page with." },
        },
      },
    },
  },
};

/** 28 operations: list, read, create, replace and delete of what the vendor's other pages are about, and some reports. */
function moreOperations(prefix: string, keys: Parameter[], security: object[]): Record<string, unknown> {
  const json = (schema: object) => ({ content: { "application/json": { schema } } });
  const one = { $ref: "#/components/schemas/Resource" };
  const query = (name: string, schema: object) => ({
    name,
    in: "query",
    description: `The ${name}.`,
    schema,
  });
  const id = { name: "id", in: "path", required: true, schema: { type: "string" }, description: "Its id." };
  const operation = (operationId: string, summary: string, rest: object, more: object[] = []) => ({
    operationId,
    summary,
    tags: [operationId.split("_")[1]],
    security,
    parameters: [...more, ...keys],
    ...rest,
  });
  const paths: Record<string, unknown> = {};
  for (const name of ["resources", "products", "vouchers", "webhooks", "promotions"]) {
    paths[`${prefix}/settings/${name}`] = {
      get: operation(
        `get_${name}_list`,
        `List the ${name}`,
        { responses: { 200: { description: "OK", ...json({ $ref: "#/components/schemas/ResourceList" }) } } },
        [
          query("itemsPerPage", { type: "integer" }),
          query("pageNavigationToken", { type: "string" }),
          query("pageNumber", { type: "integer" }),
        ],
      ),
      post: operation(`post_${name}`, `Create one of the ${name}`, {
        requestBody: { required: true, ...json(one) },
        responses: { 201: { description: "Created", ...json(one) } },
      }),
    };
    paths[`${prefix}/settings/${name}/{id}`] = {
      get: operation(
        `get_${name}`,
        `Read one of the ${name}`,
        { responses: { 200: { description: "OK", ...json(one) } } },
        [id],
      ),
      put: operation(
        `put_${name}`,
        `Replace one of the ${name}`,
        {
          requestBody: { required: true, ...json(one) },
          responses: { 200: { description: "OK", ...json(one) } },
        },
        [id],
      ),
      delete: operation(
        `delete_${name}`,
        `Delete one of the ${name}`,
        { responses: { 204: { description: "Deleted" } } },
        [id],
      ),
    };
  }
  for (const name of ["taxes", "business", "apikeyinfo"])
    paths[`${prefix}/settings/${name}`] = {
      get: operation(`get_${name}`, `Read the ${name}`, {
        responses: { 200: { description: "OK", ...json(one) } },
      }),
    };
  return paths;
}
