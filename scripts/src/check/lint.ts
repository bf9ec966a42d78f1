import { fileURLToPath } from "node:url";
import { runRedocly } from "../redocly.ts";

const config = fileURLToPath(new URL("redocly.yaml", import.meta.url));

interface Problem {
  ruleId: string;
  message: string;
  location: { pointer?: string }[];
}

/** Lints an OpenAPI document with redocly and our rules; one line for each problem. */
export async function lint(text: string): Promise<string[]> {
  const { problems } = await runRedocly<{ problems: Problem[] }>(
    "lint",
    [text],
    [`--config=${config}`, "--max-problems=1000"],
  );
  return problems.map(
    ({ ruleId, message, location }) => `${location[0]?.pointer ?? "#"}: ${message} (${ruleId})`,
  );
}
