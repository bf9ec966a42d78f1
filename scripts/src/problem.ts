/** A place in a file that a person can open: both numbers are 1-based. */
export interface Location {
  /** Path as it is printed: relative to the repository, or as the user gave it. */
  file: string;
  line: number;
  column: number;
}

/**
 * Something that the pipeline noticed in a vendor's document and that a person should know.
 * A `repair` is a change that the OpenAPI standard demands or that makes a document usable; an `unknown` is something that the document
 * does not say; `unsupported` is what it says and a client cannot do.
 */
export interface Finding {
  kind: "repair" | "unknown" | "unsupported";
  /** Kebab-case name of the rule, the same for every finding of its sort. */
  rule: string;
  /** The operation or component that it is about, where the message is the same for others. */
  subject?: string;
  /** One sentence. */
  message: string;
  location: Location;
}

export function describeFinding({ subject, message }: Finding): string {
  return subject === undefined ? message : `${subject}: ${message}`;
}

export function formatLocation({ file, line, column }: Location): string {
  return `${file}:${line}:${column}`;
}

/** A document that cannot be used as it is: where, what was expected and what came, and what to do about it. */
export class DocumentError extends Error {
  override name = "DocumentError";
  readonly location: Location;
  readonly advice: string;

  constructor(location: Location, problem: string, advice: string) {
    super(`${formatLocation(location)}: ${problem}\n  ${advice}`);
    this.location = location;
    this.advice = advice;
  }
}

/** An error in a source, which is never edited: what must change is fetched again, or goes into a patch beside it. */
export function sourceError(location: Location, problem: string, correction: string): DocumentError {
  return new DocumentError(
    location,
    problem,
    `Fetch the source again, or correct it in a patch.yaml beside it (see specs/README.md). ${correction}`,
  );
}

/**
 * How sure we are: official text or several sources (high), one good source (medium), inference (low); `choice` marks what is not a fact
 * about the vendor but our own choice, such as a name or an example.
 */
export const confidences = ["high", "medium", "low", "choice"] as const;
export type Confidence = (typeof confidences)[number];

/** Why an action may be believed. The extension that we demand of every action. */
export interface Evidence {
  /** Where the fact is, precise enough to look it up. */
  source: string;
  confidence: Confidence;
  /** Since when the vendor's document contradicts this, and how: the correction was kept nevertheless. */
  disputed?: string;
}
