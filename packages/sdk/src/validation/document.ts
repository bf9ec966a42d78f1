/** A schema of a response, with the keywords that are compared. */
export interface ResponseSchema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, ResponseSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | ResponseSchema;
  readonly items?: ResponseSchema;
  readonly allOf?: readonly ResponseSchema[];
  readonly anyOf?: readonly ResponseSchema[];
  readonly oneOf?: readonly ResponseSchema[];
  readonly writeOnly?: boolean;
}

/** A response, by its media types. */
export interface DescribedResponse {
  readonly $ref?: string;
  readonly content?: Readonly<Record<string, { readonly schema: ResponseSchema }>>;
  readonly "x-optional-body"?: boolean;
}

/** What the document says of an operation that matters once a response is there. */
export interface DescribedOperation {
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
  }[];
  readonly responses: Readonly<Record<string, DescribedResponse>>;
}

/** The part of an OpenAPI document that says what responses are. */
export interface ResponseDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, DescribedOperation>>>>;
  /** What each `$ref` leads to. */
  readonly references: Readonly<Record<string, DescribedResponse | ResponseSchema>>;
}

/** Something in the document, and the JSON Pointer (RFC 6901) that leads to it. */
export interface Located<Part> {
  readonly part: Part;
  readonly pointer: string;
}

/** Adds keys to a JSON Pointer. */
export function pointerTo(base: string, ...keys: (string | number)[]): string {
  return keys.reduce<string>(
    (pointer, key) => `${pointer}/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`,
    base,
  );
}

/** A JSON Pointer with `*` for every index of a list. */
export function withoutIndexes(pointer: string): string {
  return pointer.replace(/\/\d+(?=\/|$)/g, "/*");
}

/** What a part stands for, over as many references as there are. */
export function follow<Part extends { readonly $ref?: string }>(
  document: ResponseDocument,
  located: Located<Part>,
): Located<Part> {
  let { part, pointer } = located;
  for (let steps = 0; part.$ref !== undefined && steps < 32; steps++) {
    pointer = part.$ref.slice(1);
    part = (document.references[part.$ref] ?? {}) as Part;
  }
  return { part, pointer };
}
