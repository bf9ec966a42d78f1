import type { OpenApiDocument } from "../openapi.ts";
import type { Places } from "../places.ts";
import { lint } from "./lint.ts";
import { checkStructure } from "./structure.ts";

/** A normalised document that is not good enough to make a client of, with everything that is wrong with it. */
export class CheckError extends Error {
  override name = "CheckError";
  readonly problems: string[];

  constructor(api: string, problems: string[]) {
    super(
      `${api}: the normalised document has ${problems.length} problem${problems.length === 1 ? "" : "s"}\n${problems.map((problem) => `  ${problem}`).join("\n")}`,
    );
    this.problems = problems;
  }
}

/** Demands of the normalised document what a client needs, and zero problems of the linter. */
export async function check(
  api: string,
  document: OpenApiDocument,
  text: string,
  places: Places,
): Promise<void> {
  const structure = checkStructure(document, places);
  const problems = structure.length > 0 ? structure : await lint(text);
  if (problems.length > 0) throw new CheckError(api, problems);
}
