import { DocumentError, describeFinding, type Finding, formatLocation } from "../src/problem.ts";
import type { Output } from "../src/progress.ts";
import { parseYaml, type YamlFile } from "../src/read/yaml.ts";

/** A source as the readers get it, without the indentation that it has in a test. */
export function yaml(text: string, path = "source.yaml"): YamlFile {
  return parseYaml({ path, text });
}

/** The message of the DocumentError that must be thrown; anything else passes on. */
export function errorOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof DocumentError) return error.message;
    throw error;
  }
  throw new Error("it passed without an error");
}

/** `file:line:column rule: message` */
export function linesOf(findings: Finding[]): string[] {
  return findings.map(
    (finding) => `${formatLocation(finding.location)} ${finding.rule}: ${describeFinding(finding)}`,
  );
}

/** An output that remembers what was written to it. */
export function recorder(isTTY = false): Output & { text: string } {
  return {
    isTTY,
    text: "",
    write(text: string) {
      this.text += text;
    },
  };
}
