import type { CheckedOperation } from "./check-responses.ts";
import { count } from "./count.ts";
import { overlayActions } from "./overlay-actions.ts";

/** What the check of an API reports. */
export interface CheckReport {
  /** Markdown: what fits, what does not, and what was not called. */
  readonly text: string;
  /** Overlay actions in YAML, ready to paste under `actions`; empty where everything fits. */
  readonly overlay: string;
  /** Whether every response that came fits, and none failed to come. */
  readonly fits: boolean;
}

/** Writes the report. It holds names of fields, kinds of values and counts, and nothing else of a response. */
export function writeReport(api: string, operations: readonly CheckedOperation[], date: string): CheckReport {
  const called = operations.filter(({ notCalled }) => notCalled === undefined);
  const counted = called.flatMap(({ mismatches }) => [...mismatches.values()]);
  const failures = called.flatMap(({ key, errors }) => [...errors].map((error) => `- ${key}: ${error}`));
  const responses = called
    .flatMap(({ statuses }) => [...statuses.values()])
    .reduce((all, times) => all + times, 0);
  const lines = [
    `# Responses of ${api} compared with the document, ${date}`,
    "",
    `${count(responses, "response")} of ${called.length} read-only operations. ${counted.length === 0 ? "All of them fit." : `${count(counted.length, "kind of mismatch", "kinds of mismatch")}.`}`,
    "",
    "| operation | responses | |",
    "| --- | --- | --- |",
    ...operations.map(
      ({ key, statuses, mismatches, errors, notCalled }) =>
        `| \`${key}\` | ${[...statuses].map(([status, times]) => `${times} × ${status}`).join(", ") || "none"} | ${
          notCalled !== undefined
            ? `not called: ${notCalled}`
            : mismatches.size > 0
              ? `**${count(mismatches.size, "mismatch", "mismatches")}**`
              : errors.size > 0
                ? "**no usable response**"
                : "fits"
        } |`,
    ),
  ];
  if (failures.length > 0) lines.push("", "## No usable response", "", ...failures);
  if (counted.length > 0)
    lines.push(
      "",
      "## What does not fit",
      "",
      "| operation | status | where | expected | found | responses |",
      "| --- | --- | --- | --- | --- | --- |",
      ...counted.map(
        ({ mismatch: { method, path, status, pointer, expected, found, problem }, responses }) =>
          `| \`${method} ${path}\` | ${status} | ${pointer ? `\`${pointer}\`` : "the response"} | ${problem === "missing" ? `${expected}, required` : expected} | ${found} | ${responses} |`,
      ),
    );
  return {
    text: `${lines.join("\n")}\n`,
    overlay: overlayActions(counted, date),
    fits: counted.length === 0 && failures.length === 0,
  };
}
