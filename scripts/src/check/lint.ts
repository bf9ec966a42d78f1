import { fileURLToPath } from "node:url";
import { runRedocly } from "../redocly.ts";

const config = fileURLToPath(new URL("redocly.yaml", import.meta.url));

interface Problem {
  ruleId: string;
  message: string;
  location: { pointer?: string }[];
}

/** A problem of a document: a line that says it, and the rule and the place that it is about. */
export interface LintProblem {
  rule: string;
  pointer: string;
  text: string;
}

/** Lints an OpenAPI document with redocly and our rules. */
export async function lint(text: string): Promise<LintProblem[]> {
  const { problems } = await runRedocly<{ problems: Problem[] }>(
    "lint",
    [text],
    [`--config=${config}`, "--max-problems=1000"],
  );
  return problems.map(({ ruleId, message, location }) => {
    const pointer = location[0]?.pointer ?? "#";
    return { rule: ruleId, pointer, text: `${pointer}: ${message} (${ruleId})` };
  });
}
