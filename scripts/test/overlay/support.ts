import type { OpenApiDocument } from "../../src/openapi.ts";
import { type AppliedAction, applyOverlay } from "../../src/overlay/apply.ts";
import { parseOverlay } from "../../src/overlay/overlay.ts";

/** An overlay of these actions, in flow style, one a line from line 4 on; reason and evidence are given. */
export function overlay(actions: string[], version = "1.1.0"): string {
  const lines = actions.map(
    (action) => `  - { ${action}, description: It is so., x-evidence: { source: S, confidence: high } }\n`,
  );
  return `overlay: ${version}\ninfo: { title: O, version: "1" }\nactions:\n${lines.join("")}`;
}

/** The document after these actions. */
export function apply<T extends object>(
  document: T,
  ...actions: string[]
): { document: T; applied: AppliedAction[] } {
  const copy = structuredClone(document);
  const applied = applyOverlay(
    copy as unknown as OpenApiDocument,
    parseOverlay({ path: "overlay.yaml", text: overlay(actions) }),
  );
  return { document: copy, applied };
}
