import type { OpenApiDocument } from "./openapi.ts";
import type { Finding, Location } from "./problem.ts";

/** Where things of the OpenAPI document are in the vendor's source, whatever its format. */
export class Places {
  readonly #locations = new Map<string, Location>();
  /** The first line of the source: where something is said to be when it is not there. */
  readonly start: Location;

  constructor(file: string) {
    this.start = { file, line: 1, column: 1 };
  }

  set(place: string, location: Location): void {
    if (!this.#locations.has(place)) this.#locations.set(place, location);
  }

  /** The location of the first of the given places that the source has, from the most precise to the least. */
  find(...places: string[]): Location {
    for (const place of places) {
      const location = this.#locations.get(place);
      if (location) return location;
    }
    return this.start;
  }
}

export const place = {
  info: "info",
  servers: "servers",
  path: (path: string): string => `path ${path}`,
  operation: (method: string, path: string): string => `${method.toUpperCase()} ${path}`,
  parameter: (method: string, path: string, location: string, name: string): string =>
    `${method.toUpperCase()} ${path} parameter ${location} ${name}`,
  /** A parameter of a path, which all its operations share. */
  sharedParameter: (path: string, location: string, name: string): string =>
    `path ${path} parameter ${location} ${name}`,
  requestBody: (method: string, path: string): string => `${method.toUpperCase()} ${path} request`,
  response: (method: string, path: string, status: string): string =>
    `${method.toUpperCase()} ${path} response ${status}`,
  reference: (reference: string): string => `reference ${reference}`,
  schema: (name: string): string => `schema ${name}`,
  securityScheme: (name: string): string => `security scheme ${name}`,
};

/** One file of a vendor's source. */
export interface SourceFile {
  /** Path as it is printed in findings and errors. */
  path: string;
  text: string;
}

/** What every reader gives: an OpenAPI 3.1 document, what it had to say about the source, and where things are in it. */
export interface ReadResult {
  document: OpenApiDocument;
  findings: Finding[];
  places: Places;
  /** The format's name, from which the report says where operations, parameters and so on came from: "Swagger 2.0", "Redocly Markdown", … */
  format: string;
}
