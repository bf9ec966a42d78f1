import type { OpenApiDocument } from "../openapi.ts";
import type { Places } from "../places.ts";
import type { Finding } from "../problem.ts";

/** What every reader gives: an OpenAPI 3.1 document, what it had to say about the source, and where things stand in it. */
export interface ReadResult {
  document: OpenApiDocument;
  findings: Finding[];
  places: Places;
  /** How many operations, parameters and so on came from where is told from this name: "Swagger 2.0", "Redocly Markdown", … */
  format: string;
}
