import { fileURLToPath } from "node:url";

/** The corrected document that a client package brings along. */
export function documentOf(client: string): string {
  return fileURLToPath(import.meta.resolve(`${client}/openapi.yaml`));
}
