import { fileURLToPath } from "node:url";
import { type Config, lintFromString, loadConfig } from "@redocly/openapi-core";

let config: Promise<Config> | undefined;

/** A problem of a document: a line that says it, and the rule and the place that it is about. */
export interface LintProblem {
  rule: string;
  pointer: string;
  text: string;
}

/** Lints an OpenAPI document with redocly and our rules. */
export async function lint(text: string): Promise<LintProblem[]> {
  config ??= loadConfig({ configPath: fileURLToPath(new URL("redocly.yaml", import.meta.url)) });
  const problems = await lintFromString({ source: text, config: await config });
  return problems.flatMap(({ ruleId, message, location }) => {
    const pointer = location[0]?.pointer ?? "#";
    // Another part of the whole may have the property: the rule looks at this one alone.
    if (ruleId === "no-required-schema-properties-undefined" && /\/(?:all|any|one)Of\//.test(pointer))
      return [];
    return [{ rule: ruleId, pointer, text: `${pointer}: ${message} (${ruleId})` }];
  });
}
